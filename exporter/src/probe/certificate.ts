import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { DetailedPeerCertificate, PeerCertificate } from "node:tls";
import type { Instant } from "../contract.ts";
import { UpstreamError } from "./reasons.ts";

/** Who signed it, as a person would say. */
export const issuerOf = ({ issuer }: Partial<PeerCertificate>) => issuer?.CN ?? issuer?.O;

/** When a certificate runs out. */
export const expiryOf = (certificate: X509Certificate): Instant => certificate.validToDate.getTime() / 1000;

/**
 * What Node needs of a certificate to judge whether it is for `host`: the names in it. Where they are of another kind, a host
 * is looked for in the subject, which Node tells only with all else, and that takes twice the time.
 */
export function identityOf(certificate: X509Certificate, host: string): DetailedPeerCertificate {
  const { subjectAltName: names } = certificate;
  const enough = isIP(host) > 0 || names?.includes("DNS:");
  return (enough ? { subjectaltname: names } : certificate.toLegacyObject()) as DetailedPeerCertificate;
}

const WORDS: Record<string, (certificate: Partial<PeerCertificate>, error: Error) => string> = {
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
export function explain(error: Error & { code?: string }, certificate: X509Certificate | undefined): Error {
  const toWords = WORDS[error.code ?? ""];
  if (!toWords) return error;
  const told = certificate?.toLegacyObject() ?? {};
  const words = toWords(told, error);
  const issuer = issuerOf(told);
  return new UpstreamError("tls", issuer ? `${words} (issued by ${issuer})` : words);
}
