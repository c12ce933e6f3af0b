import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { z } from "zod";
import { defineProvider, duration, secret } from "../contract.ts";

const DAY = 86_400;

export default defineProvider({
  id: "tls",
  title: "TLS certificate",
  description: `Makes a TLS connection and looks at the certificate.

- **down** (\`tls\`): no handshake; a chain that does not verify; a certificate for another host; one that has expired. When it runs out is exported all the same.
- **degraded**: it runs out within \`expires_within\`.

Source: [RFC 5280](https://www.rfc-editor.org/rfc/rfc5280), [RFC 9525](https://www.rfc-editor.org/rfc/rfc9525).`,
  config: z.strictObject({
    host: z.string().min(1).describe("Host name or address"),
    port: z.int().min(1).max(65535).default(443).describe("Port"),
    server_name: z
      .string()
      .min(1)
      .optional()
      .describe("Host name to ask for and to verify, where it is not `host`"),
    expires_within: duration().prefault("14d").describe("Degraded when the certificate runs out sooner"),
    ca: secret().optional().describe("Authorities to trust, PEM, in place of the system's"),
  }),
  example: { provider: "tls", host: "www.example.com", expires_within: "21d" },

  async probe({ host, port, server_name: servername, expires_within: margin, ca }, context) {
    const tls = { ...(servername ? { servername } : {}), ...(ca ? { ca: context.secret(ca) } : {}) };
    const connection = (await context.dial({ host, port, tls })) as TLSSocket;
    const certificate = connection.getPeerX509Certificate() as X509Certificate;
    const { validToDate } = certificate;
    const { issuer: by } = certificate.toLegacyObject();
    const left = validToDate.getTime() / 1000 - context.clock.now();
    const date = validToDate.toISOString().slice(0, 10);
    const issuer = by.O ?? by.CN;
    return {
      ok: true,
      summary: `${connection.getProtocol()}, certificate${issuer ? ` of ${issuer}` : ""} valid until ${date}`,
      ...(left < margin
        ? { degraded: `the certificate runs out in ${Math.floor(left / DAY)} days (${date})` }
        : {}),
    };
  },
});
