/** The kit against providers that are bad on purpose: it must say so. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import {
  defineProvider,
  failure,
  type Observes,
  type ProbeContext,
  type Provider,
  secret,
  type Verdict,
} from "../../src/contract.ts";
import { startUpstream, type Upstream } from "../upstream.ts";
import { breaches, type Expected } from "./breaches.ts";
import { type CaseName, caseFor } from "./cases.ts";
import type { Exceptions } from "./exceptions.ts";
import { createSubject, run } from "./subject.ts";

let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    response.writeHead(request.url === "/revoked" ? 401 : 200, {
      "x-echo": String(request.headers["x-key"]),
    });
    response.end("{}");
  });
});
afterAll(() => upstream.close());

interface Told {
  key: string;
  get(path?: string): ReturnType<ProbeContext["http"]>;
  context: ProbeContext;
}

/** A provider that does what `probe` says with its key and its address. */
const fake = (probe: (told: Told) => Promise<Verdict>, observes: Observes = {}): Provider =>
  defineProvider({
    id: "fake",
    title: "Fake",
    description: "Bad on purpose.",
    config: z.strictObject({ base_url: z.url(), key: secret() }),
    example: { provider: "fake", base_url: "https://api.example.com", key: { env: "FAKE_KEY" } },
    observes: () => observes,
    probe: (config, context) => {
      const key = context.secret(config.key);
      const get = (path = "/") =>
        context.http({ url: `${config.base_url}${path}`, headers: { "x-key": key } });
      return probe({ key, get, context });
    },
  }) as unknown as Provider;

async function hold(provider: Provider, expected: Expected = {}): Promise<string[]> {
  const subject = await createSubject(provider, upstream.url);
  return breaches(subject, await run(subject), expected);
}

const ok = { ok: true } as const;
const limited = (retryAfterSeconds?: number) =>
  fake(async () => failure("rate_limited", "slow down", retryAfterSeconds));

describe("the kit", () => {
  test("finds nothing wrong with a good provider", async () => {
    const good = fake(
      async ({ get }) => {
        await get();
        return { ok: true, environments: [{ name: "production", status: "healthy" }], summary: "fine" };
      },
      { environments: ["production"] },
    );
    expect(await hold(good, { requests: 1 })).toEqual([]);
  });

  test("catches a secret in a summary, in a form that the runner does not mask", async () => {
    const pair = (key: string) => Buffer.from(`user:${key}`).toString("base64");
    const leaky = fake(async ({ key }) => ({ ...ok, summary: `asked as ${pair(key)}` }));
    expect(await hold(leaky)).toEqual([
      "the secret FAKE_KEY shows in the result",
      "the secret FAKE_KEY shows in the trace",
    ]);
  });

  test("catches a secret in a trace", async () => {
    const loud = fake(async ({ key, context }) => {
      context.trace(`asking with ${Buffer.from(`user:${key}`).toString("base64")}`);
      return ok;
    });
    expect(await hold(loud)).toEqual(["the secret FAKE_KEY shows in the trace"]);
  });

  test("catches a secret that became a label", async () => {
    const subject = await createSubject(limited(), upstream.url);
    const evidence = await run(subject);
    const metrics = `x{key="${[...subject.secrets.values()][0]}"} 1`;
    expect(breaches(subject, { ...evidence, metrics }, { reasons: ["rate_limited"] })).toEqual([
      "the secret FAKE_KEY shows in the metrics",
    ]);
  });

  test("catches a wrong reason, and a success where there must be none", async () => {
    const wrong = fake(async () => failure("server_error", "broken"));
    expect(await hold(wrong, { reasons: ["unauthorized"] })).toEqual([
      "the reason must be unauthorized, got server_error (broken)",
    ]);
    expect(await hold(wrong)).toEqual(["must succeed, got server_error (broken)"]);
    expect(
      await hold(
        fake(async () => ok),
        { reasons: ["timeout"] },
      ),
    ).toEqual(["must fail with timeout, but succeeds"]);
  });

  test("catches a reason outside the closed set", async () => {
    const free = fake(async () => failure("HTTP 418" as never, "a teapot"));
    expect(await hold(free, { reasons: ["server_error"] })).toEqual([
      "the reason HTTP 418 (a teapot) is none of the closed set",
    ]);
  });

  test("catches a third request", async () => {
    const greedy = fake(async ({ get }) => {
      for (const path of ["/a", "/b", "/c"]) await get(path);
      return ok;
    });
    expect(await hold(greedy, { requests: 2 })).toEqual(["sends 3 requests where 2 are allowed"]);
  });

  test("catches a wait that is not told, or wrong", async () => {
    const expected: Expected = { reasons: ["rate_limited"], wait: { least: 28, most: 31 } };
    expect(await hold(limited(30), expected)).toEqual([]);
    expect(await hold(limited(), expected)).toEqual([
      "must wait 28 to 31 s before the next probe, got undefined",
    ]);
    expect(await hold(limited(60), expected)).toHaveLength(1);
  });

  test("catches time that the phase wait does not show", async () => {
    expect(
      await hold(
        fake(async () => ok),
        { waited: 0.05 },
      ),
    ).toEqual(["phase wait shows 0 s of at least 0.05 s"]);
  });

  test("catches what observes() does not list", async () => {
    const chatty = fake(async () => ({
      ...ok,
      quotas: [{ name: "tokens", remaining: 1 }],
      environments: [{ name: "production", status: "healthy" }],
      inventory: [{ kind: "teapots" as never, count: 1 }],
      activityAt: 1,
      reported: "healthy",
    }));
    expect(await hold(chatty)).toEqual([
      "tells the quota tokens, which observes() does not list",
      "tells the environment production, which observes() does not list",
      "tells the inventory teapots, which observes() does not list",
      "tells the activity time, which observes() does not list",
      "tells the reported status, which observes() does not list",
      "the inventory teapots is none of the closed set",
    ]);
  });

  test("lets an exception stand for the usual", () => {
    const usual = (name: CaseName, exceptions: Exceptions = {}, upstream = {}) =>
      caseFor(name, upstream, exceptions).expected;
    expect(usual("healthy")).toEqual({ requests: 2 });
    expect(usual("healthy", { requests: { most: 3, why: "a session" } })).toEqual({ requests: 3 });
    const outcomes = {
      forbidden: { reasons: ["unauthorized"], why: "no scopes" },
      "not found": { why: "an empty list" },
    } as const;
    expect(usual("forbidden", { outcomes })).toEqual({ reasons: ["unauthorized"] });
    expect(usual("not found", { outcomes })).toEqual({});
  });

  test("leaves the length of the wait to an upstream that tells it in words of its own", () => {
    const own = { faults: { rate_limited: () => ({ body: "" }) } };
    expect(caseFor("rate limited until a date", own).expected.wait?.least).toBeLessThan(1);
    expect(caseFor("rate limited for some seconds", {}).expected.wait).toEqual({ least: 30, most: 30 });
  });

  test("says in the catalog's words what is wrong with an example", async () => {
    const undocumented = { ...limited(), example: { provider: "fake", key: "literal" } };
    await expect(createSubject(undocumented, upstream.url)).rejects.toThrow(/checks\[0\]\.key/);
  });
});
