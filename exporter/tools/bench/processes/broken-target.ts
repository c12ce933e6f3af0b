/** Third parties that fail: one never answers, one answers what is not HTTP. Its argument is BrokenTargetOptions as JSON. */
import { createServer, type Socket } from "node:net";

export interface BrokenTargetOptions {
  hangingPort: number;
  garbagePort: number;
}

const { hangingPort, garbagePort } = JSON.parse(process.argv[2] ?? "") as BrokenTargetOptions;

// A prober hangs up when its patience ends.
const quietly = (socket: Socket) => socket.on("error", () => {});

createServer((socket) => void quietly(socket).resume()).listen(hangingPort, "127.0.0.1");
createServer((socket) => void quietly(socket).end("\x16\x03 this is not HTTP\r\n\r\n")).listen(
  garbagePort,
  "127.0.0.1",
);
