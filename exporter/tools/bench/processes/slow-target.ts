/** A server that answers each request after a fixed time and tells how late it was itself. Argument: SlowTargetOptions as JSON. */
import { createServer } from "node:net";
import { serveCounts } from "./report.ts";

export interface SlowTargetOptions {
  port: number;
  /** Where it tells its lateness. */
  countsPort: number;
  delaySeconds: number;
}

const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

const { port, countsPort, delaySeconds } = JSON.parse(process.argv[2] ?? "") as SlowTargetOptions;
let latenessSeconds: number[] = [];

createServer((socket) => {
  socket.setNoDelay();
  // One packet holds the whole request of a probe.
  socket.once("data", () => {
    const due = performance.now() + delaySeconds * 1000;
    setTimeout(() => {
      latenessSeconds.push((performance.now() - due) / 1000);
      socket.end(ANSWER);
    }, delaySeconds * 1000);
  });
  // A prober may hang up as soon as it has what it wants.
  socket.on("error", () => {});
}).listen(port, "127.0.0.1");

await serveCounts(countsPort, () => {
  const taken = latenessSeconds;
  latenessSeconds = [];
  return taken;
});
