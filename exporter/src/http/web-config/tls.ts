import type { SecureContextOptions, TLSSocket, TlsOptions } from "node:tls";
import { TLS13_CIPHERS } from "./go-names.ts";
import type { TlsServerConfig } from "./schema.ts";

/** The toolkit's `tls_server_config` with its files read: PEM in `cert`, `key` and `client_ca`. */
export type Tls = Omit<TlsServerConfig, "cert_file" | "key_file" | "client_ca_file">;

export const secureContextOptions = (tls: Tls): SecureContextOptions => ({
  cert: tls.cert,
  key: tls.key,
  ca: tls.client_ca,
  minVersion: tls.min_version,
  maxVersion: tls.max_version,
  honorCipherOrder: tls.prefer_server_cipher_suites,
  ...(tls.cipher_suites.length > 0 && { ciphers: [...TLS13_CIPHERS, ...tls.cipher_suites].join(":") }),
  ...(tls.curve_preferences.length > 0 && { ecdhCurve: tls.curve_preferences.join(":") }),
});

export const tlsOptions = (tls: Tls): TlsOptions => ({
  ...secureContextOptions(tls),
  requestCert: tls.client_auth_type !== "NoClientCert",
  rejectUnauthorized: tls.client_auth_type === "RequireAndVerifyClientCert",
});

/**
 * Ends the connection of a client that the policy does not want. Node knows only "ask" and "ask and verify";
 * the rest of Go's policies is decided here, after the handshake and before the first request is read. The
 * certificate must be there even where Node calls the connection authorized: a resumed session has none to verify.
 */
export function enforceClientPolicy(socket: TLSSocket, tls: Tls): void {
  const certificate = socket.getPeerX509Certificate();
  const type = tls.client_auth_type;
  const required = type === "RequireAnyClientCert" || type === "RequireAndVerifyClientCert";
  const verified = type === "VerifyClientCertIfGiven" || type === "RequireAndVerifyClientCert";
  const allowed = tls.client_allowed_sans;
  const welcome = certificate
    ? (!verified || socket.authorized) &&
      (!allowed || alternativeNames(certificate.subjectAltName).some((name) => allowed.includes(name)))
    : !required;
  if (!welcome) socket.destroy();
}

/** Names of `DNS:a.example, IP Address:127.0.0.1, URI:"spiffe://with, comma"`, the quoted ones as JSON: Node's own notation. */
function alternativeNames(text: string | undefined): string[] {
  const entries = (text ?? "").matchAll(
    /(?:^|, )(DNS|IP Address|email|URI):("(?:[^"\\]|\\.)*"|[^,"]*)(?=, |$)/g,
  );
  return [...entries].map(([, , name = ""]) => (name.startsWith('"') ? JSON.parse(name) : name));
}
