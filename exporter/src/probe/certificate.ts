import type { PeerCertificate } from "node:tls";
import type { Instant } from "../contract.ts";
import { UpstreamError } from "./reasons.ts";

/** As Node gives it: empty when the other side showed none. */
export type Certificate = Partial<PeerCertificate>;

/** When a certificate runs out. */
export function expiryOf(certificate: Certificate): Instant | undefined {
  const time = Date.parse(certificate.valid_to ?? "");
  return Number.isNaN(time) ? undefined : time / 1000;
}

const WORDS: Record<string, (certificate: Certificate, error: Error) => string> = {
  CERT_HAS_EXPIRED: ({ valid_to }) => `the certificate, or one of its chain, has expired (${valid_to})`,
  CERT_NOT_YET_VALID: ({ valid_from }) => `the certificate is not valid before ${valid_from}`,
  CERT_REVOKED: () => "the certificate is revoked",
  DEPTH_ZERO_SELF_SIGNED_CERT: () => "the certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: () => "the certificate's chain ends in a root that is not trusted here",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: () =>
    "the certificate's issuer is unknown: an intermediate may be missing",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: () => "the certificate's issuer is unknown",
  ERR_TLS_CERT_ALTNAME_INVALID: (_, { message }) => `the certificate is for another host: ${message}`,
};

/** Says which rule a certificate broke; any other error comes back as it is. */
export function explain(error: Error & { code?: string }, certificate: Certificate): Error {
  const words = WORDS[error.code ?? ""]?.(certificate, error);
  if (!words) return error;
  const issuer = certificate.issuer?.CN ?? certificate.issuer?.O;
  return new UpstreamError("tls", issuer ? `${words} (issued by ${issuer})` : words);
}
