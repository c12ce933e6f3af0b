/** Waiting for a server that was just started. */
import { get } from "node:http";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** What shows that a server is ready: a URL that answers 200, a TCP port on 127.0.0.1, or a line that it prints. */
export type Ready = { url: string } | { port: number } | { line: RegExp };

const POLL_MS = 25;

/** Undefined once it is ready, else why it is not. `printed` tells of the line, `ended` of an early end. */
export async function untilReady(
  ready: Ready,
  printed: () => boolean,
  ended: Promise<string>,
  seconds: number,
): Promise<string | undefined> {
  const deadline = performance.now() + seconds * 1000;
  let end: string | undefined;
  void ended.then((how) => {
    end = how;
  });
  while (performance.now() < deadline) {
    if (end !== undefined) return `${end} before it was ready`;
    if ("line" in ready ? printed() : await answers(ready)) return undefined;
    await delay(POLL_MS);
  }
  return `is not ready after ${seconds} s`;
}

function answers(ready: { url: string } | { port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    if ("url" in ready) {
      const request = get(ready.url, { agent: false, timeout: 1000 }, (response) => {
        response.resume();
        response.once("close", () => resolve(response.statusCode === 200));
      });
      request.once("timeout", () => request.destroy());
      request.once("error", () => resolve(false));
    } else {
      const socket = connect(ready.port, "127.0.0.1", () => socket.destroy());
      socket.once("close", (failed) => resolve(!failed));
      socket.once("error", () => {});
    }
  });
}
