/** How a process of the bench tells what it has counted. */
import { createServer, type Server } from "node:http";

/** Serves what was counted since it was last asked, as JSON; `take` may answer later. Resolves once it listens. */
export function serveCounts(port: number, take: () => unknown): Promise<Server> {
  const server = createServer(async (_request, response) => {
    const counts = await take();
    response.setHeader("connection", "close").end(JSON.stringify(counts));
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}
