import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { check } from "../../test/samples.ts";
import {
  type Clock,
  defineProvider,
  type Provider,
  type Quota,
  type SecretRef,
  secret,
} from "../contract.ts";
import { createMemory } from "./memory.ts";
import { createProbe } from "./probe.ts";

function watched() {
  let now = 1000;
  const clock: Clock = { now: () => now, monotonic: () => now, after: () => () => {} };
  let quotas: Quota[] = [];
  let asked = 0;
  const provider = defineProvider({
    id: "api",
    title: "API",
    description: "",
    config: z.strictObject({ token: secret() }),
    example: {},
    credential: ({ token }) => token,
    probe: async () => {
      asked++;
      return { ok: true, quotas };
    },
  });
  const { probe } = createProbe({
    clock,
    providers: new Map([["api", provider as unknown as Provider]]),
    memory: createMemory(clock),
    readSecret: () => ({ ok: true, value: "secret" }),
  });
  return {
    probe: (token: SecretRef = { env: "TOKEN" }, id = "api") =>
      probe(check({ id, provider: "api", config: { token } })),
    asked: () => asked,
    left: (...next: Quota[]) => {
      quotas = next;
    },
    pass: (seconds: number) => {
      now += seconds;
    },
  };
}

describe("the budget of a credential", () => {
  test("makes another check of the same credential wait, until the quota is full again", async () => {
    const { probe, asked, left, pass } = watched();
    left({ name: "requests", remaining: 3, limit: 100, resetAt: 1600 });
    await probe();
    const waiting = await probe({ env: "TOKEN" }, "other");
    expect(waiting).toMatchObject({ outcome: "failure", reason: "rate_limited", retryAfterSeconds: 600 });
    expect(waiting).toHaveProperty("detail", expect.stringContaining("3 of 100 requests are left"));
    expect(asked()).toBe(1);
    pass(600);
    expect(await probe()).toMatchObject({ outcome: "success" });
  });

  test("does not bind a check with another credential", async () => {
    const { probe, left } = watched();
    left({ name: "requests", remaining: 0, limit: 100, resetAt: 1600 });
    await probe();
    expect(await probe({ file: "/other" })).toMatchObject({ outcome: "success" });
  });

  test("lets pass while enough is left, and keeps two requests where the limit is not told", async () => {
    const { probe, left } = watched();
    left({ name: "requests", remaining: 6, limit: 100, resetAt: 1600 });
    await probe();
    expect(await probe()).toMatchObject({ outcome: "success" });
    left({ name: "requests", remaining: 2, resetAt: 1600 });
    await probe();
    expect(await probe()).toMatchObject({ reason: "rate_limited" });
  });

  test("does not wait for what no time brings back", async () => {
    const { probe, left } = watched();
    left({ name: "connections", remaining: 0, limit: 100 });
    await probe();
    expect(await probe()).toMatchObject({ outcome: "success" });
  });
});
