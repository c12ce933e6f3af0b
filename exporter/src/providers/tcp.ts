import type { Duplex } from "node:stream";
import { z } from "zod";
import { defineProvider, failure, type ProbeContext, show } from "../contract.ts";
import { matches, pattern } from "./support/pattern.ts";
import { tls, tlsSettings } from "./support/tls.ts";

const MAX_BANNER_BYTES = 4096;

export default defineProvider({
  id: "tcp",
  title: "TCP",
  description: `Connects; may send a text, and wait for an answer that matches.

- **down**: no connection; the other side closes, or has sent 4 KiB, before \`expect\` matches (\`unexpected_response\`); nothing that matches comes until the deadline (\`timeout\`).

Source: [RFC 9293](https://www.rfc-editor.org/rfc/rfc9293).`,
  config: z.strictObject({
    host: z.string().min(1).describe("Host name or address"),
    port: z.int().min(1).max(65535).describe("Port"),
    tls: tls(),
    send: z.string().min(1).optional().describe("What to send once connected, with its line ends"),
    expect: pattern().optional().describe("Regular expression for what the other side sends, within 4 KiB"),
  }),
  example: { provider: "tcp", host: "smtp.example.com", port: 25, expect: "^220 " },

  async probe({ host, port, tls: wanted, send, expect }, context) {
    const settings = tlsSettings(wanted, context);
    const connection = await context.dial({ host, port, ...(settings && { tls: settings }) });
    if (send !== undefined) connection.write(send);
    if (expect === undefined) return { ok: true };

    const { found, text } = await readUntil(connection, expect, context);
    context.trace("received", { text, found });
    if (found) return { ok: true, summary: text.split(/[\r\n]/, 1)[0]?.slice(0, 100) ?? "" };
    return failure("unexpected_response", `wanted /${expect}/, got ${show(text)}`);
  },
});

async function readUntil(
  connection: Duplex,
  expected: string,
  { measure }: Pick<ProbeContext, "measure">,
): Promise<{ found: boolean; text: string }> {
  const chunks: AsyncIterator<Buffer> = connection[Symbol.asyncIterator]();
  let text = "";
  while (text.length < MAX_BANNER_BYTES) {
    const { done, value } = await measure("wait", () => chunks.next());
    if (done) break;
    text = (text + value.toString("latin1")).slice(0, MAX_BANNER_BYTES);
    if (await matches(expected, text)) return { found: true, text };
  }
  return { found: false, text };
}
