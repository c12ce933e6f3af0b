import { json } from "node:stream/consumers";
import { startUpstream } from "../../exporter/test/upstream.ts";

const OF_ONE_MIND = 3;

/** An MCP server of the handshake era whose list of tools is another one after each few times that it is read. */
export function startFickleMcpServer() {
  let reads = 0;
  const results: Record<string, () => unknown> = {
    initialize: () => ({
      protocolVersion: "2025-06-18",
      capabilities: { tools: {} },
      serverInfo: { name: "fickle", version: "1.2.3" },
    }),
    ping: () => ({}),
    "tools/list": () => {
      const names = Math.floor(reads++ / OF_ONE_MIND) % 2 === 0 ? ["read"] : ["read", "write"];
      return { tools: names.map((name) => ({ name, inputSchema: { type: "object" } })) };
    },
  };
  return startUpstream(async (request, response) => {
    const { id, method } = (await json(request)) as { id?: number; method: string };
    const result = results[method]?.();
    if (result) {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    } else response.writeHead(id === undefined ? 202 : 400).end();
  });
}
