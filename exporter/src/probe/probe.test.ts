import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { z } from "zod";
import { eventually } from "../../test/eventually.ts";
import { check } from "../../test/samples.ts";
import { FAULTS, startUpstream, type Upstream } from "../../test/upstream.ts";
import { type Check, type Clock, failure, type ProbeContext, type Verdict } from "../contract.ts";
import { createMemory } from "./memory.ts";
import { createProbe, type ProbeOptions, type TraceEntry } from "./probe.ts";

/** A clock that stands still, but for who waits: each waiting task can be run, and the time is then its own. */
function handClock() {
  let now = 1000;
  const tasks = new Set<{ at: number; run: () => void }>();
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    after(seconds, run) {
      const task = { at: now + seconds, run };
      tasks.add(task);
      return () => tasks.delete(task);
    },
  };
  return {
    clock,
    waiting: () => [...tasks].map(({ at }) => at - now).toSorted((a, b) => a - b),
    next() {
      const [task] = [...tasks].toSorted((a, b) => a.at - b.at);
      if (!task) throw new Error("nobody waits");
      tasks.delete(task);
      now = Math.max(now, task.at);
      task.run();
    },
    /** Time that passes while nobody is run: we are busy. */
    pass(seconds: number) {
      now += seconds;
    },
  };
}

const SECRET = "s3cr3t-value-0123456789";

function setUp(judge: (context: ProbeContext) => Promise<Verdict>) {
  const time = handClock();
  const provider = {
    id: "fake",
    title: "",
    description: "",
    config: z.object({}),
    example: {},
    probe: jest.fn(),
  };
  provider.probe.mockImplementation((_config: unknown, context: unknown) => judge(context as ProbeContext));
  const { probe, close } = createProbe({
    clock: time.clock,
    providers: new Map([["fake", provider as never]]),
    readSecret: (ref) =>
      "env" in ref ? { ok: true, value: SECRET } : { ok: false, detail: "file x is empty" },
    memory: createMemory(time.clock),
  });
  const trace: TraceEntry[] = [];
  const run = (over: Partial<Check> = {}, options: ProbeOptions = {}) =>
    probe(check({ provider: "fake", timeoutSeconds: 10, ...over }), {
      onTrace: (entry) => trace.push(entry),
      ...options,
    });
  return { run, close, trace, time, attempts: provider.probe };
}

const upstreams: Upstream[] = [];
const start: typeof startUpstream = async (...args) => {
  const upstream = await startUpstream(...args);
  upstreams.push(upstream);
  return upstream;
};
afterEach(async () => {
  await Promise.all(upstreams.splice(0).map((upstream) => upstream.close()));
});
const never = () => new Promise<never>(() => {});
/** Lets everything that waits for nothing but promises go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a verdict", () => {
  test("becomes a result with what was observed", async () => {
    const { run, time } = setUp(async () => ({
      ok: true,
      version: "1.2",
      degraded: "slow",
      certificateExpiry: 5,
    }));
    expect(await run()).toEqual({
      outcome: "success",
      startedAt: 1000,
      durationSeconds: 0,
      phases: { dns: 0, connect: 0, tls: 0, wait: 0, transfer: 0 },
      attempts: 1,
      observations: { version: "1.2", degraded: "slow", certificateExpiry: 5 },
    });
    expect(time.waiting()).toEqual([]);
  });

  test("of failure keeps its reason, its wait and what was observed", async () => {
    const { run } = setUp(async () => ({ ...failure("rate_limited", "slow down", 7), summary: "busy" }));
    expect(await run()).toMatchObject({
      outcome: "failure",
      reason: "rate_limited",
      detail: "slow down",
      retryAfterSeconds: 7,
      observations: { summary: "busy" },
    });
  });
});

describe("what a provider throws", () => {
  test("is a failure with the network's reason", async () => {
    const { run } = setUp(async ({ dial }) => {
      await dial({ host: "127.0.0.1", port: 1 });
      return { ok: true };
    });
    expect(await run()).toMatchObject({ outcome: "failure", reason: "connect" });
  });

  test("is internal with its message, when it is a bug", async () => {
    const { run, trace } = setUp(() => {
      throw new TypeError("x is not a function");
    });
    expect(await run()).toMatchObject({ reason: "internal", detail: "x is not a function" });
    expect(trace).toContainEqual(expect.objectContaining({ message: "bug" }));
  });

  test("is internal when a secret cannot be read, or the provider does not exist", async () => {
    const { run } = setUp(async ({ secret }) => ({ ok: true, summary: secret({ file: "x" }) }));
    expect(await run()).toMatchObject({ reason: "internal", detail: "file x is empty" });
    expect(await run({ provider: "nope" })).toMatchObject({
      reason: "internal",
      detail: "there is no provider nope",
    });
  });
});

describe("the deadline", () => {
  test("holds for a provider that ignores it", async () => {
    const { run, time } = setUp(never);
    const result = run({ timeoutSeconds: 3 });
    await settle();
    time.next();
    expect(await result).toMatchObject({
      reason: "timeout",
      detail: "no result within 3 s",
      durationSeconds: 3,
    });
  });

  test("is the caller's when that is sooner", async () => {
    const { run, time } = setUp(never);
    const result = run({ timeoutSeconds: 3 }, { timeoutSeconds: 1.5 });
    await settle();
    expect(time.waiting()).toEqual([1.5]);
    time.next();
    expect(await result).toMatchObject({ reason: "timeout", durationSeconds: 1.5 });
  });

  test("says where the time went, and closes what was open", async () => {
    let asked = false;
    const upstream = await start(() => {
      asked = true;
    });
    const { run, time } = setUp(({ http }) => http({ url: upstream.url }) as Promise<never>);
    const result = run({ timeoutSeconds: 3 });
    await eventually(5, () => asked, Boolean);
    time.next();
    expect(await result).toMatchObject({
      reason: "timeout",
      detail: "no result within 3 s, waiting for the answer",
      phases: { wait: 3, transfer: 0 },
    });
    await eventually(5, upstream.connections, (open) => open === 0);
  });

  test("makes an answer that comes after it count for nothing", async () => {
    const late = Promise.withResolvers<Verdict>();
    const { run, time } = setUp(() => late.promise);
    const result = run();
    await settle();
    time.next();
    late.resolve({ ok: true });
    expect(await result).toMatchObject({ outcome: "failure", reason: "timeout" });
  });

  test("aborts the provider's signal, and tells it how long there is", async () => {
    let seen: ProbeContext | undefined;
    const { run, time } = setUp((context) => {
      seen = context;
      return never();
    });
    const result = run({ timeoutSeconds: 3 });
    await settle();
    expect(seen?.secondsLeft()).toBe(3);
    expect(seen?.signal.aborted).toBe(false);
    time.next();
    await result;
    expect(seen?.signal.aborted).toBe(true);
    expect(seen?.secondsLeft()).toBe(0);
  });
});

describe("the duration", () => {
  test("is the network's: from the first thing that it was asked to the last that it did", async () => {
    const { run, time } = setUp(async ({ measure }) => {
      time.pass(1);
      await measure("connect", async () => time.pass(2));
      time.pass(4);
      await measure("wait", async () => time.pass(8));
      time.pass(16);
      return { ok: true };
    });
    expect(await run({ timeoutSeconds: 100 })).toMatchObject({
      durationSeconds: 2 + 4 + 8,
      phases: { connect: 2, wait: 8 },
    });
  });

  test("is all of the time, where nothing says what the network did", async () => {
    const { run, time } = setUp(async () => {
      time.pass(3);
      return { ok: true };
    });
    expect(await run()).toMatchObject({ durationSeconds: 3 });
  });

  test("of an answer that stays open ends with the last of it that came", async () => {
    const writing = Promise.withResolvers<() => void>();
    const upstream = await start((_request, response) => {
      response.flushHeaders();
      writing.resolve(() => response.write("data: 1\n\n"));
    });
    const { run, time } = setUp(async ({ fetch }) => {
      const { body } = await fetch(upstream.url);
      time.pass(1);
      (await writing.promise)();
      await body?.getReader().read();
      time.pass(2);
      return { ok: true };
    });
    expect(await run()).toMatchObject({ durationSeconds: 1, phases: { transfer: 1 } });
  });

  test("at the deadline is the deadline, however late we notice", async () => {
    const { run, time } = setUp(({ measure }) => measure("wait", never));
    const result = run({ timeoutSeconds: 3 });
    await settle();
    time.pass(5);
    time.next();
    expect(await result).toMatchObject({
      reason: "timeout",
      durationSeconds: 3,
      phases: { wait: 3 },
    });
  });
});

test("a probe that is stopped has a result at once, even before it began", async () => {
  const { run, attempts } = setUp(never);
  const shutdown = new AbortController();
  const underWay = run({ retries: 3 }, { signal: shutdown.signal });
  await settle();
  shutdown.abort();
  const stopped = { outcome: "failure", reason: "internal", detail: "stopped before there was a result" };
  expect(await underWay).toMatchObject(stopped);
  expect(await run({}, { signal: shutdown.signal })).toMatchObject(stopped);
  expect(attempts).toHaveBeenCalledTimes(1);
});

test("a prober that is closed ends what is under way, and begins nothing", async () => {
  const { run, close, attempts } = setUp(never);
  const underWay = [run({ id: "a" }), run({ id: "b", retries: 3 })];
  await settle();
  close();
  const stopped = { outcome: "failure", reason: "internal", detail: "stopped before there was a result" };
  for (const one of underWay) expect(await one).toMatchObject(stopped);
  expect(await run({})).toMatchObject(stopped);
  expect(attempts).toHaveBeenCalledTimes(2);
});

describe("retries", () => {
  test("end with the first success", async () => {
    const verdicts: Verdict[] = [failure("connect", "no"), failure("server_error", "no"), { ok: true }];
    const { run, time, trace } = setUp(async () => verdicts.shift() as Verdict);
    const result = run({ retries: 5 });
    await settle();
    const [first] = time.waiting() as [number];
    expect(first).toBeGreaterThanOrEqual(0.25);
    expect(first).toBeLessThanOrEqual(0.5);
    time.next();
    await settle();
    const [second] = time.waiting() as [number];
    expect(second).toBeGreaterThanOrEqual(0.5);
    expect(second).toBeLessThanOrEqual(1);
    time.next();
    expect(await result).toMatchObject({
      outcome: "success",
      attempts: 3,
      startedAt: 1000,
      durationSeconds: 0,
    });
    expect(trace.filter(({ message }) => message === "retry")).toHaveLength(2);
  });

  test("wait as long as the upstream asks", async () => {
    const { run, time } = setUp(async () => failure("rate_limited", "no", 4));
    const result = run({ retries: 1 });
    await settle();
    expect(time.waiting()[0]).toBe(4);
    time.next();
    expect(await result).toMatchObject({ attempts: 2 });
  });

  test("are not begun when they would wait beyond the deadline", async () => {
    const { run } = setUp(async () => failure("rate_limited", "no", 10));
    expect(await run({ retries: 1, timeoutSeconds: 10 })).toMatchObject({
      reason: "rate_limited",
      attempts: 1,
    });
  });

  test.each([
    "tls",
    "unauthorized",
    "forbidden",
    "quota_exhausted",
    "not_found",
    "unexpected_response",
    "tool_missing",
    "internal",
  ] as const)("are not for %s, which would not pass", async (reason) => {
    const { run } = setUp(async () => failure(reason, "no"));
    expect(await run({ retries: 3 })).toMatchObject({ attempts: 1 });
  });

  test("are none unless the check asks", async () => {
    const { run } = setUp(async () => failure("connect", "no"));
    expect(await run()).toMatchObject({ attempts: 1 });
  });
});

describe("what must happen at the end", () => {
  test("happens in reverse, however the attempt ends, and a failure in it harms nobody", async () => {
    const done: number[] = [];
    const { run, trace } = setUp(async ({ onEnd }) => {
      onEnd(() => void done.push(1));
      onEnd(() => Promise.reject(new Error("stuck")));
      onEnd(async () => {
        await settle();
        done.push(3);
      });
      throw new Error("oops");
    });
    expect(await run()).toMatchObject({ detail: "oops" });
    expect(done).toEqual([3, 1]);
    expect(trace).toContainEqual(expect.objectContaining({ message: "clean-up failed" }));
  });

  test("is not waited for longer than 2 s, and the rest still happens", async () => {
    const rest = jest.fn();
    const { run, time } = setUp(async ({ onEnd }) => {
      onEnd(rest as () => void);
      onEnd(never);
      return { ok: true };
    });
    const result = run();
    await settle();
    expect(time.waiting()).toEqual([2, 10]);
    time.next();
    expect(await result).toMatchObject({ outcome: "success", durationSeconds: 0 });
    expect(rest).toHaveBeenCalledTimes(1);
  });

  test("is a failure, and no error, of a request that nobody waits for", async () => {
    const upstream = await start(() => {});
    let abandoned: Promise<unknown> | undefined;
    const { run } = setUp(async ({ http }) => {
      abandoned = http({ url: upstream.url });
      await eventually(5, upstream.connections, (open) => open === 1);
      return { ok: true };
    });
    expect(await run()).toMatchObject({ outcome: "success" });
    expect(await abandoned).toMatchObject({ ok: false, reason: "connect" });
  });

  test("happens at once for what a provider registers after its end", async () => {
    let kept: ProbeContext | undefined;
    const { run } = setUp(async (context) => {
      kept = context;
      return { ok: true };
    });
    await run();
    const late = jest.fn();
    kept?.onEnd(late as () => void);
    expect(late).toHaveBeenCalledTimes(1);
    await expect(kept?.dial({ host: "127.0.0.1", port: 1 })).rejects.toThrow();
    await expect(kept?.http({ url: "http://127.0.0.1:1" })).rejects.toThrow();
  });
});

describe("a secret", () => {
  test("stays out of result and trace, whoever says it", async () => {
    const upstream = await start(({ headers }, response) => {
      response.statusMessage = `no ${headers["x-api-key"]}`;
      response.setHeader("set-cookie", "session=other-secret");
      response.setHeader("x-echo", Buffer.from(SECRET).toString("base64"));
      response.end(`you sent ${headers.authorization} and ${headers["x-api-key"]}`);
    });
    const { run, trace } = setUp(async ({ http, secret, trace }) => {
      const value = secret({ env: "X" });
      const basic = Buffer.from(`user:${value}`).toString("base64");
      const headers = { authorization: `Basic ${basic}`, "x-api-key": value };
      const answer = await http({ url: `${upstream.url}/?key=${value}`, headers });
      trace(`sent ${value}`, { basic });
      const said = answer.ok ? answer.body : answer.detail;
      return {
        ...failure("forbidden", said),
        degraded: value,
        version: value,
        summary: encodeURIComponent(said),
      };
    });
    const all = JSON.stringify([await run(), trace]);
    expect(all).toContain("you sent Basic *** and ***");
    expect(all).not.toContain(SECRET);
    expect(all).not.toContain(Buffer.from(`user:${SECRET}`).toString("base64"));
    expect(all).not.toContain(Buffer.from(SECRET).toString("base64").replace(/=+$/, ""));
    expect(all).not.toContain("other-secret");
  });
});

describe("fetch", () => {
  test("streams, and its time is measured", async () => {
    const upstream = await start((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
    });
    const { run } = setUp(async ({ fetch }) => {
      const { body } = await fetch(upstream.url, { headers: new Headers({ accept: "text/event-stream" }) });
      const first = await body?.getReader().read();
      return { ok: true, summary: Buffer.from(first?.value ?? []).toString() };
    });
    expect(await run()).toMatchObject({ outcome: "success", observations: { summary: "data: 1\n\n" } });
    await eventually(5, upstream.connections, (open) => open === 0);
  });

  test("does not hold in memory what has no end", async () => {
    const upstream = await start(FAULTS.endless);
    const { run } = setUp(async ({ fetch }) => ({
      ok: true,
      summary: await (await fetch(upstream.url)).text(),
    }));
    expect(await run()).toMatchObject({
      reason: "unexpected_response",
      detail: expect.stringContaining("larger"),
    });
  });

  test("takes no credential to another origin", async () => {
    let reached = false;
    const other = await start((_request, response) => {
      reached = true;
      response.end();
    });
    const upstream = await start((_request, response) => {
      response.writeHead(307, { location: other.url }).end();
    });
    const { run } = setUp(async ({ fetch, secret }) => {
      await fetch(upstream.url, { headers: { "x-api-key": secret({ env: "X" }) } });
      return { ok: true };
    });
    expect(await run()).toMatchObject({
      reason: "unexpected_response",
      detail: expect.stringContaining("credentials"),
    });
    expect(reached).toBe(false);
  });
});
