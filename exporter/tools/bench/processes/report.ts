/** How a process of the bench tells what it has counted. */
import { createServer, type Server } from "node:http";

/** Serves what was counted since it was last asked, as JSON. Resolves once it listens. */
export function serveCounts(port: number, take: () => unknown): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader("connection", "close").end(JSON.stringify(take()));
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}
