import type { PeerCertificate, TLSSocket } from "node:tls";
import type { Instant } from "../contract.ts";
import { UpstreamError } from "./reasons.ts";

/** When a certificate runs out; undefined when the other side showed none. */
export function expiryOf(certificate: Partial<PeerCertificate>): Instant | undefined {
  const time = Date.parse(certificate.valid_to ?? "");
  return Number.isNaN(time) ? undefined : time / 1000;
}

const WORDS: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate's chain ends in a root that is not trusted here",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate's issuer is unknown: an intermediate may be missing",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the certificate's issuer is unknown",
  UNABLE_TO_GET_ISSUER_CERT: "the certificate's chain is incomplete",
  CERT_REVOKED: "the certificate is revoked",
};

/** Why the chain or the host name of a connection did not verify, in words. `mismatch` is what the host name's check said. */
export function verificationError(socket: TLSSocket, mismatch: Error | undefined): UpstreamError {
  const certificate = socket.getPeerCertificate();
  const code = String(socket.authorizationError);
  if (mismatch) return new UpstreamError("tls", `the certificate is for another host: ${mismatch.message}`);
  if (code === "CERT_HAS_EXPIRED") {
    return new UpstreamError(
      "tls",
      `the certificate, or one of its chain, has expired (${certificate.valid_to})`,
    );
  }
  if (code === "CERT_NOT_YET_VALID") {
    return new UpstreamError("tls", `the certificate is not valid before ${certificate.valid_from}`);
  }
  const issuer = certificate.issuer?.CN ?? certificate.issuer?.O;
  const words = WORDS[code] ?? `the certificate does not verify (${code})`;
  return new UpstreamError("tls", issuer ? `${words} (issued by ${issuer})` : words);
}
