import { expect, test } from "@jest/globals";
import { z } from "zod";
import { defineProvider, type Provider } from "../contract.ts";
import { loadProviders, verified } from "./index.ts";

const provider = (id: string, shape: z.ZodRawShape): Provider =>
  defineProvider({
    id,
    title: id,
    description: "",
    config: z.strictObject(shape),
    example: { provider: id },
    probe: async () => ({ ok: true }),
  });

test("every module of the folder is a provider under its file's name", async () => {
  const providers = await loadProviders();
  expect([...providers.keys()]).toEqual([...providers.keys()].sort());
  expect([...providers.keys()]).not.toContain("index");
  for (const [id, { title, description }] of providers) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    expect(title && description).toBeTruthy();
  }
  expect(providers.size).toBeGreaterThan(0);
});

test("a module without a provider is our own bug", () => {
  expect(() => verified("ping.ts", "ping", undefined)).toThrow("providers/ping.ts has no provider");
});

test("a provider has the name of its file", () => {
  expect(() => verified("ping.ts", "ping", provider("pong", {}))).toThrow("must have the id ping, has pong");
});

test("a provider leaves the common keys to the check", () => {
  const greedy = provider("ping", { host: z.string(), timeout: z.string(), retries: z.number() });
  expect(() => verified("ping.ts", "ping", greedy)).toThrow("takes the common keys timeout, retries");
});
