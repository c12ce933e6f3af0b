import { z } from "zod";
import { defineProvider, type ProbeContext, type SecretRef, secret } from "../contract.ts";

type Values = Record<string, string | SecretRef>;
const values = () => z.record(z.string().min(1), z.union([z.string(), secret()]));
const headers = () =>
  z.record(
    z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, "must be the name of a header"),
    z.union([z.string().regex(/^[^\r\n\0]*$/, "must be one line"), secret()]),
  );

export default defineProvider({
  id: "mcp",
  title: "MCP server",
  description: `Speaks the Model Context Protocol as a client would, in the revision that the server wants, and lists its tools.

- By \`url\`: Streamable HTTP, stateless (2026-07-28: \`server/discover\`, \`tools/list\`) or with a handshake (2025-03-26 to 2025-11-25: \`initialize\`, \`ping\`, \`tools/list\`, session ended with DELETE), or HTTP+SSE (2024-11-05). Which one is found out at the first probe and remembered for an hour.
- By \`command\`: a server started for the probe, over its standard input and output. It gets \`PATH\`, \`HOME\` and what \`env\` says, nothing else of the exporter's environment, and ends with the probe together with all that it started.
- **down**: not reachable, not started or dead (with its last line on standard error), silent until the deadline, a JSON-RPC error, one of \`required_tools\` missing (\`tool_missing\`).
- 401 is \`unauthorized\`: the server is there and wants a credential; the detail has the scope and the metadata's address from \`WWW-Authenticate\`. 403 is \`forbidden\`.
- A session that the server forgot (404) is begun anew once.

The list of tools is exported as count and fingerprint: a change of the fingerprint is drift.

Source: [MCP specification](https://modelcontextprotocol.io/specification/).`,
  config: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe("Address of a server that speaks HTTP"),
      headers: headers().optional().describe("With `url`: headers, as text or by secret"),
      auth: z
        .strictObject({ bearer: secret().describe("Token") })
        .optional()
        .describe("With `url`: credential"),
      command: z
        .array(z.string())
        .min(1)
        .optional()
        .describe("Program and arguments of a server that speaks over standard input and output; no shell"),
      env: values().optional().describe("With `command`: environment variables, as text or by secret"),
      required_tools: z.array(z.string().min(1)).default([]).describe("Tools that the server must list"),
    })
    .refine((c) => (c.url === undefined) !== (c.command === undefined), "needs either url or command")
    .refine((c) => c.url !== undefined || !(c.headers || c.auth), "headers and auth need url")
    .refine((c) => c.command !== undefined || !c.env, "env needs command"),
  example: {
    provider: "mcp",
    url: "https://mcp.example.com/mcp",
    auth: { bearer: { env: "MCP_TOKEN" } },
    required_tools: ["search"],
  },

  observes: () => ({ inventory: ["tools"] }),

  // The SDK weighs 11 MB: it is loaded by the first probe that needs it.
  async probe({ url, headers, auth, command, env, required_tools: requiredTools }, context) {
    if (command) {
      const { probeOverStdio } = await import("./mcp/over-stdio.ts");
      return probeOverStdio({ command, env: resolve(env, context), requiredTools }, context);
    }
    const { probeOverHttp } = await import("./mcp/over-http.ts");
    const authorization = auth && { authorization: `Bearer ${context.secret(auth.bearer)}` };
    return probeOverHttp(
      { url: url as string, headers: { ...resolve(headers, context), ...authorization }, requiredTools },
      context,
    );
  },
});

const resolve = (values: Values = {}, context: ProbeContext): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? value : context.secret(value),
    ]),
  );
