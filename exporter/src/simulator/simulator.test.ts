import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Clock } from "../contract.ts";
import { type Simulator, startSimulator } from "./simulator.ts";

/** Time that goes on when the test says so. */
function handClock() {
  let now = 1_000_000;
  const tasks = new Set<{ due: number; task: () => void }>();
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    after: (seconds, task) => {
      const entry = { due: now + seconds, task };
      tasks.add(entry);
      return () => tasks.delete(entry);
    },
  };
  const advance = (seconds: number) => {
    now += seconds;
    for (const entry of tasks) if (entry.due <= now && tasks.delete(entry)) entry.task();
  };
  return { clock, advance, waiting: () => tasks.size };
}

let time: ReturnType<typeof handClock>;
let simulator: Simulator;

beforeEach(async () => {
  time = handClock();
  simulator = await startSimulator({ clock: time.clock });
});
afterEach(() => simulator.stop());

const urlOf = (id: string) => simulator.upstreams[id]?.url ?? "";

/** A fresh connection each time, as a probe has it. */
async function get(url: string): Promise<{ status: number; retryAfter: string | undefined; body: string }> {
  const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) =>
    request(url, { agent: false, timeout: 2000 }, resolve).on("error", reject).end(),
  );
  return {
    status: response.statusCode ?? 0,
    retryAfter: response.headers["retry-after"],
    body: await text(response),
  };
}

const health = () => get(`${urlOf("langfuse")}/api/public/health?verbose`);

async function until(condition: () => boolean | Promise<boolean>) {
  const deadline = performance.now() + 2000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error("the condition never came true");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("the upstreams", () => {
  test("are a dozen, each on a port of its own", () => {
    const ports = Object.values(simulator.upstreams).map(({ url }) => url);
    expect(ports.length).toBeGreaterThanOrEqual(12);
    expect(new Set(ports).size).toBe(ports.length);
  });

  test("answer as their vendors do while they are well", async () => {
    expect(await health()).toMatchObject({ status: 200, body: '{"status":"OK","version":"3.150.0"}' });
    const { body } = await get(`${urlOf("github")}/rate_limit`);
    expect(JSON.parse(body).resources.core).toMatchObject({ limit: 60, reset: 1_000_800 });
  });

  test("answer 404 to what they do not have", async () => {
    expect(await get(`${urlOf("github")}/nothing`)).toMatchObject({ status: 404 });
  });

  test("move to free ports when their usual ones are taken", async () => {
    const first = await startSimulator({ clock: time.clock, ports: "usual" });
    const second = await startSimulator({ clock: time.clock, ports: "usual" });
    try {
      const { url, usualUrl } = second.upstreams.langfuse ?? { url: "", usualUrl: "" };
      expect(url).not.toBe(usualUrl);
      expect((await get(`${url}/api/public/health`)).status).toBe(200);
    } finally {
      await Promise.all([first.stop(), second.stop()]);
    }
  });
});

describe("a fault", () => {
  test.each([
    [{ kind: "error", status: 502 } as const, 502],
    [{ kind: "revoked" } as const, 401],
    [{ kind: "forbidden" } as const, 403],
  ])("%j answers its status", async (fault, status) => {
    await simulator.set("langfuse", fault);
    expect((await health()).status).toBe(status);
    expect((await get(`${urlOf("n8n")}/healthz`)).status).toBe(200);
  });

  test("rate_limited says when to come back", async () => {
    await simulator.set("langfuse", { kind: "rate_limited", retry_after: 7 });
    expect(await health()).toMatchObject({ status: 429, retryAfter: "7" });
  });

  test("rate_limited says it as a date when asked to", async () => {
    await simulator.set("langfuse", { kind: "rate_limited", retry_after: 7, form: "date" });
    expect(await health()).toMatchObject({ status: 429, retryAfter: "Mon, 12 Jan 1970 13:46:47 GMT" });
  });

  test("slow answers well, but only after its seconds", async () => {
    await simulator.set("langfuse", { kind: "slow", seconds: 2 });
    const answer = health();
    await until(() => time.waiting() === 1);
    time.advance(1.9);
    expect(time.waiting()).toBe(1);
    time.advance(0.1);
    expect((await answer).status).toBe(200);
  });

  test("hang takes the request and never answers", async () => {
    await simulator.set("langfuse", { kind: "hang" });
    const socket = connect(Number(new URL(urlOf("langfuse")).port), "127.0.0.1");
    let bytes = 0;
    socket.on("data", (chunk) => {
      bytes += chunk.length;
    });
    socket.write("GET /api/public/health HTTP/1.1\r\nHost: x\r\n\r\n");
    // An answer from a neighbour, asked later, proves that the silence is no mere delay.
    await until(() => socket.bytesWritten > 0);
    await get(`${urlOf("n8n")}/healthz`);
    expect(bytes).toBe(0);
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });

  test("closed resets the connection", async () => {
    await simulator.set("langfuse", { kind: "closed" });
    // Read from the wire: a connection that merely ends is "socket hang up" with the same code.
    await expect(health()).rejects.toMatchObject({ code: "ECONNRESET", syscall: "read" });
  });

  test("refused closes the port, and clearing it opens the same port again", async () => {
    await simulator.set("langfuse", { kind: "refused" });
    await expect(health()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await simulator.set("langfuse", undefined);
    expect((await health()).status).toBe(200);
  });

  test("garbage is not HTTP", async () => {
    await simulator.set("langfuse", { kind: "garbage" });
    await expect(health()).rejects.toMatchObject({ code: expect.stringMatching(/^HPE_/) });
  });

  test("malformed_json cuts the body short", async () => {
    await simulator.set("langfuse", { kind: "malformed_json" });
    const { status, body } = await health();
    expect(status).toBe(200);
    expect(() => JSON.parse(body)).toThrow(SyntaxError);
  });

  test("wrong_shape is JSON without what is expected", async () => {
    await simulator.set("langfuse", { kind: "wrong_shape" });
    expect(JSON.parse((await health()).body)).not.toHaveProperty("status");
  });

  test("of an unknown upstream names the known ones", async () => {
    await expect(simulator.set("nobody", { kind: "hang" })).rejects.toThrow(/no upstream "nobody".*langfuse/);
  });
});

describe("a script", () => {
  test("sets and clears its faults at their times", async () => {
    simulator.play([{ at: 10, until: 20, upstream: "langfuse", fault: { kind: "error", status: 503 } }]);
    time.advance(9);
    expect((await health()).status).toBe(200);
    time.advance(1);
    expect((await health()).status).toBe(503);
    time.advance(10);
    expect((await health()).status).toBe(200);
  });
});

describe("the control port", () => {
  const control = (method: string, upstream: string, body?: string) =>
    fetch(`${simulator.control}/_faults/${upstream}`, { method, ...(body === undefined ? {} : { body }) });

  test("sets a fault, lists it and clears it", async () => {
    expect((await control("PUT", "langfuse", '{"kind":"revoked"}')).status).toBe(200);
    expect((await health()).status).toBe(401);
    expect(await (await control("GET", "")).json()).toMatchObject({
      langfuse: { kind: "revoked" },
      n8n: null,
    });
    await control("DELETE", "langfuse");
    expect((await health()).status).toBe(200);
  });

  test.each(["", "not json", '{"kind":"sleepy"}', '{"kind":"slow","seconds":-1}', '{"kind":"slow"}'])(
    "answers 400 to the fault %j and sets nothing",
    async (body) => {
      expect((await control("PUT", "langfuse", body)).status).toBe(400);
      expect((await health()).status).toBe(200);
    },
  );

  test("answers 404 to an unknown upstream and 405 to another method", async () => {
    expect((await control("PUT", "nobody", '{"kind":"hang"}')).status).toBe(404);
    expect((await control("POST", "langfuse", '{"kind":"hang"}')).status).toBe(405);
  });
});
