import { afterEach, expect, test } from "@jest/globals";
import { eventually } from "../../test/eventually.ts";
import { probeOnce } from "../../test/probe-once.ts";
import { startListener, type Upstream } from "../../test/upstream.ts";
import tcp from "./tcp.ts";

let upstream: Upstream | undefined;
afterEach(() => upstream?.close());

async function probe(talk: Parameters<typeof startListener>[0], entry: object = {}, timeoutSeconds = 5) {
  upstream = await startListener(talk);
  return probeOnce(tcp, { host: "127.0.0.1", port: upstream.port, ...entry }, { timeoutSeconds });
}

test("is up when somebody listens, and hangs up", async () => {
  const result = await probe(() => {});
  expect(result.outcome).toBe("success");
  expect(result.phases.connect).toBeGreaterThan(0);
  await eventually(5, (upstream as Upstream).connections, (open) => open === 0);
});

test("is down when nobody listens", async () => {
  const { port, close } = await startListener(() => {});
  await close();
  expect(await probeOnce(tcp, { host: "127.0.0.1", port })).toMatchObject({
    reason: "connect",
    detail: expect.stringContaining("ECONNREFUSED"),
  });
});

test("matches what comes, in however many pieces", async () => {
  const result = await probe(
    (socket) => [..."220 mail ready\r\n"].forEach((letter) => void socket.write(letter)),
    {
      expect: "^220 .*\\r\\n",
    },
  );
  expect(result).toMatchObject({ outcome: "success", observations: { summary: "220 mail ready" } });
  expect(result.phases.wait).toBeGreaterThan(0);
});

test("sends first where it is told to", async () => {
  const answer = (socket: {
    once: (event: "data", listener: (data: Buffer) => void) => void;
    write: (text: string) => void;
  }) => socket.once("data", (data) => socket.write(`got ${data}`));
  const result = await probe(answer, { send: "PING\r\n", expect: "got PING" });
  expect(result.outcome).toBe("success");
});

test("a server that closes before it matched is unexpected, and is quoted", async () => {
  expect(await probe((socket) => socket.end("554 go away\r\n"), { expect: "^220 " })).toMatchObject({
    reason: "unexpected_response",
    detail: "wanted /^220 /, got '554 go away\\r\\n'",
  });
});

test("a server that talks on and never matches is cut off after 4 KiB", async () => {
  expect(await probe((socket) => socket.write("x".repeat(100_000)), { expect: "^220 " })).toMatchObject({
    reason: "unexpected_response",
  });
});

test("a server that keeps silent is a timeout", async () => {
  expect(await probe(() => {}, { expect: "^220 " }, 0.1)).toMatchObject({
    reason: "timeout",
    detail: "no result within 0.1 s, waiting for the answer",
  });
});

test("a reset is a broken connection", async () => {
  expect(await probe((socket) => socket.resetAndDestroy(), { expect: "^220 " })).toMatchObject({
    reason: "connect",
  });
});
