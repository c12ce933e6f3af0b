import { z } from "zod";
import { type ProbeContext, type SecretRef, secret, type TlsSettings } from "../../contract.ts";

/** Schema of how to trust and to be trusted. */
export const tlsOptions = () =>
  z.strictObject({
    ca: secret().optional().describe("Authorities to trust, PEM, in place of the system's"),
    cert: secret().optional().describe("Client certificate, PEM"),
    key: secret().optional().describe("Its key, PEM"),
    server_name: z
      .string()
      .min(1)
      .optional()
      .describe("Host name to ask for and to verify, where it is not the target's"),
    insecure_skip_verify: z.boolean().default(false).describe("Trust any certificate"),
  });

/** Schema of `tls` where a protocol leaves it open: whether, or how. */
export const tls = () =>
  z
    .union([z.boolean(), tlsOptions()])
    .default(false)
    .describe("Whether to speak TLS; or how to trust and to be trusted");

/** What the connection needs to know of it; undefined without TLS. */
export function tlsSettings(
  value: z.output<ReturnType<typeof tls>>,
  context: ProbeContext,
): TlsSettings | undefined {
  if (typeof value === "boolean") return value ? {} : undefined;
  const read = (ref: SecretRef | undefined, key: "ca" | "cert" | "key") =>
    ref ? { [key]: context.secret(ref) } : {};
  return {
    ...read(value.ca, "ca"),
    ...read(value.cert, "cert"),
    ...read(value.key, "key"),
    ...(value.server_name ? { servername: value.server_name } : {}),
    rejectUnauthorized: !value.insecure_skip_verify,
  };
}
