import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, jest, test } from "@jest/globals";
import { z } from "zod";
import { createAuthority } from "../../test/certificates.ts";
import { eventually } from "../../test/eventually.ts";
import { check } from "../../test/samples.ts";
import { startListener, startUpstream, type Upstream } from "../../test/upstream.ts";
import { systemClock } from "../clock.ts";
import { failure, type HttpRequest, type ProbeContext, type Verdict } from "../contract.ts";
import { createMemory } from "./memory.ts";
import { createProbe } from "./probe.ts";

/** Sooner than the server would close an idle connection by itself. */
const SOON_SECONDS = 2;

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

async function start<T extends Upstream>(starting: Promise<T>): Promise<T> {
  const upstream = await starting;
  endings.push(upstream.close);
  return upstream;
}

const ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
/** What would pass for the answer to the next request. */
const FORGED = "HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n";

/** Lets the client see that its answer is complete. */
const settle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** Asks as `request` says; an answer is good unless its status says otherwise. */
function asking(request: HttpRequest) {
  const provider = {
    ...{ id: "fake", title: "", description: "", config: z.object({}), example: {} },
    async probe(_config: unknown, { http }: ProbeContext): Promise<Verdict> {
      const answer = await http(request);
      if (!answer.ok) return answer;
      return answer.status === 200 ? { ok: true } : failure("server_error", "not well");
    },
  };
  const prober = createProbe({
    clock: systemClock,
    providers: new Map([["fake", provider]]),
    readSecret: () => ({ ok: true, value: "" }),
    memory: createMemory(systemClock),
  });
  endings.push(prober.close);
  return { ask: (id = "one") => prober.probe(check({ id, provider: "fake" })), close: prober.close };
}

/** Counts connections, and answers on each what `answer` says. */
async function counting(answer: RequestListener = (_request, response) => response.end()) {
  const sockets = new Set<object>();
  const upstream = await start(
    startUpstream((request, response) => {
      sockets.add(request.socket);
      answer(request, response);
    }),
  );
  return { ...upstream, made: () => sockets.size };
}

describe("without reuse", () => {
  test("each probe makes a connection, and leaves none open", async () => {
    const upstream = await counting();
    const { ask } = asking({ url: upstream.url });
    expect(await ask()).toMatchObject({ outcome: "success" });
    expect((await ask()).phases.connect).toBeGreaterThan(0);
    expect(upstream.made()).toBe(2);
    await eventually(SOON_SECONDS, upstream.connections, (open) => open === 0);
  });
});

describe("with reuse", () => {
  test("the next probe finds the connection open, and needs no other", async () => {
    const upstream = await counting();
    const { ask } = asking({ url: upstream.url, reuse: true });
    expect((await ask()).phases.connect).toBeGreaterThan(0);
    const second = await ask();
    expect(second).toMatchObject({ outcome: "success", phases: { dns: 0, connect: 0, tls: 0 } });
    expect(second.phases.wait).toBeGreaterThan(0);
    expect(upstream.made()).toBe(1);
  });

  test("no two checks share one", async () => {
    const upstream = await counting();
    const { ask } = asking({ url: upstream.url, reuse: true });
    await ask("one");
    await ask("two");
    expect(upstream.made()).toBe(2);
  });

  test("two probes of a check at once do not either, and one connection stays", async () => {
    const upstream = await counting();
    const { ask } = asking({ url: upstream.url, reuse: true });
    await Promise.all([ask(), ask()]);
    expect(upstream.made()).toBe(2);
    await eventually(SOON_SECONDS, upstream.connections, (open) => open === 1);
  });

  test("a failure closes it", async () => {
    const upstream = await counting((_request, response) => response.writeHead(500).end());
    const { ask } = asking({ url: upstream.url, reuse: true });
    expect(await ask()).toMatchObject({ outcome: "failure" });
    await eventually(SOON_SECONDS, upstream.connections, (open) => open === 0);
  });

  test("one that the server closed meanwhile is made anew", async () => {
    const upstream = await counting((_request, response) => {
      response.end(() => response.socket?.end());
    });
    const { ask } = asking({ url: upstream.url, reuse: true });
    await ask();
    await eventually(SOON_SECONDS, upstream.connections, (open) => open === 0);
    expect(await ask()).toMatchObject({ outcome: "success", attempts: 1 });
    expect(upstream.made()).toBe(2);
  });

  test("it is kept for ten minutes, when its server does not say how long", async () => {
    jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick", "queueMicrotask", "performance"] });
    endings.push(jest.useRealTimers);
    const upstream = await start(startListener((socket) => socket.on("data", () => socket.write(ANSWER))));
    const { ask } = asking({ url: `http://127.0.0.1:${upstream.port}`, reuse: true });
    await ask();
    await settle();
    jest.advanceTimersByTime(599_000);
    expect(await ask()).toMatchObject({ outcome: "success", phases: { connect: 0 } });
    await settle();
    jest.advanceTimersByTime(601_000);
    jest.useRealTimers();
    await eventually(SOON_SECONDS, upstream.connections, (open) => open === 0);
  });

  test("one that its server keeps for a moment only is not kept", async () => {
    const upstream = await counting((_request, response) => {
      response.writeHead(200, { "keep-alive": "timeout=1" }).end();
    });
    await asking({ url: upstream.url, reuse: true }).ask();
    await eventually(SOON_SECONDS, upstream.connections, (open) => open === 0);
  });

  test.each([
    ["with its answer", ANSWER + FORGED, ""],
    ["later", ANSWER, FORGED],
  ])("one on which more came than was asked for, %s, is not asked again", async (_, answer, later) => {
    const sockets: Socket[] = [];
    const upstream = await start(
      startListener((socket) => {
        sockets.push(socket);
        socket.on("data", () => socket.write(answer));
      }),
    );
    const { ask } = asking({ url: `http://127.0.0.1:${upstream.port}`, reuse: true });
    await ask();
    for (const socket of sockets) socket.write(later);
    await eventually(SOON_SECONDS, upstream.connections, (open) => open === 0);
    expect(await ask()).toMatchObject({ outcome: "success", attempts: 1 });
  });

  test("one whose request was answered before it was sent is not asked again", async () => {
    const upstream = await start(
      startListener((socket) => {
        socket.once("data", () => {
          socket.pause();
          socket.write(ANSWER);
        });
      }),
    );
    const url = `http://127.0.0.1:${upstream.port}`;
    const { ask } = asking({ url, reuse: true, method: "PUT", body: "x".repeat(8 * 1024 * 1024) });
    for (let probes = 1; probes <= 2; probes++) expect(await ask()).toMatchObject({ outcome: "success" });
  });

  test("none is kept of those to which it was redirected", async () => {
    const other = await counting();
    const upstream = await counting((_request, response) => {
      response.writeHead(302, { location: other.url }).end();
    });
    const { ask } = asking({ url: upstream.url, reuse: true, maxRedirects: 1 });
    for (let probes = 1; probes <= 2; probes++) expect(await ask()).toMatchObject({ outcome: "success" });
    expect([upstream.made(), other.made()]).toEqual([1, 2]);
    await eventually(SOON_SECONDS, other.connections, (open) => open === 0);
  });

  describe("and a server that closes just as it is asked again", () => {
    const closing = (last = "") =>
      start(
        startListener((socket) => {
          let requests = 0;
          socket.on("data", () => {
            requests += 1;
            if (requests === 1) socket.write(ANSWER);
            else socket.end(last);
          });
        }),
      );
    const over = (upstream: Upstream, method: string) =>
      asking({ url: `http://127.0.0.1:${upstream.port}`, reuse: true, method });

    test("is asked once more, which is no failure and no retry", async () => {
      const { ask } = over(await closing(), "GET");
      await ask();
      const result = await ask();
      expect(result).toMatchObject({ outcome: "success", attempts: 1 });
      expect(result.phases.connect).toBeGreaterThan(0);
    });

    test("is not asked again for what must not be done twice", async () => {
      const { ask } = over(await closing(), "POST");
      await ask();
      expect(await ask()).toMatchObject({ outcome: "failure", reason: "connect" });
    });

    test("is not asked again once it began to answer", async () => {
      const { ask } = over(await closing("HTTP/1.1 200 OK\r\ncontent-"), "GET");
      await ask();
      expect(await ask()).toMatchObject({ outcome: "failure" });
    });
  });

  test("the prober's end closes it", async () => {
    const upstream = await counting();
    const { ask, close } = asking({ url: upstream.url, reuse: true });
    await ask();
    expect(upstream.connections()).toBe(1);
    close();
    await eventually(SOON_SECONDS, upstream.connections, (open) => open === 0);
  });

  test("a process is not held by what it keeps", async () => {
    const upstream = await counting();
    const at = (file: string) => JSON.stringify(new URL(file, import.meta.url));
    const program = `
      import { systemClock as clock } from ${at("../clock.ts")};
      import { createProbe } from ${at("./probe.ts")};
      const probe = async (_config, { http }) => http({ url: "${upstream.url}", reuse: true });
      const prober = createProbe({ clock, providers: new Map([["fake", { probe }]]) });
      await prober.probe({ integration: "a", id: "b", provider: "fake", timeoutSeconds: 5, retries: 0 });
      console.log("probed");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "pipe" });
    endings.push(() => child.kill());
    expect(String((await once(child.stdout, "data"))[0])).toBe("probed\n");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(upstream.made()).toBe(1);
  });

  describe("over TLS", () => {
    const folder = mkdtempSync(join(tmpdir(), "kept-"));
    afterAll(() => rmSync(folder, { recursive: true }));

    test("the certificate's expiry is told each time, and the handshake's time once", async () => {
      const authority = createAuthority(folder, "kept-authority");
      const upstream = await start(
        startUpstream((_request, response) => response.end(), authority.issue("kept", "IP:127.0.0.1")),
      );
      const { ask } = asking({ url: upstream.url, reuse: true, tls: { ca: authority.ca } });
      const first = await ask();
      const second = await ask();
      expect(first.phases.tls).toBeGreaterThan(0);
      expect(second.phases.tls).toBe(0);
      expect(second.observations).toEqual(first.observations);
      expect(second.observations.certificateExpiry).toBeGreaterThan(0);
    });
  });
});
