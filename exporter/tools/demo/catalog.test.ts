import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { loadCatalog } from "../../src/catalog/load.ts";
import { loadProviders } from "../../src/providers/index.ts";
import { readTemplate, writeCatalog } from "./catalog.ts";
import type { StandIns } from "./check.ts";
import { CATALOGS, EXAMPLES } from "./start.ts";
import { STORY } from "./story.ts";

const providers = await loadProviders();
const server = (port: number) => ({ host: "127.0.0.1", port, stop: async () => {} });
const stand: StandIns = {
  upstreams: new Proxy({}, { get: (_, id) => `http://127.0.0.1:40000/${String(id)}` }),
  redis: server(40001),
  postgres: { ...server(40002), user: "postgres", password: "known", database: "postgres" },
  docs: "/docs",
  moves: new Map([[9090, 40003]]),
  providers,
};
const links = { runbooks: "http://127.0.0.1:10120/runbooks" };

const stops: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(stops.map((stop) => stop())));

async function write(template: string, changes: Partial<StandIns> = {}) {
  const source = CATALOGS.includes(template)
    ? await readTemplate(join(EXAMPLES, `${template}.yaml`))
    : parse(template);
  const written = await writeCatalog(source, { ...stand, ...changes }, links);
  stops.push(written.stop);
  const loaded = await loadCatalog(written.catalog, { providers, environment: {} });
  return { ...written, loaded, text: await readFile(written.catalog, "utf8") };
}

async function checksOf(...args: Parameters<typeof write>) {
  const { loaded, leftOut, targets } = await write(...args);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  return { leftOut, targets, checks: loaded.catalog.integrations.flatMap(({ checks }) => checks) };
}

const oneCheck = (check: string) => `integrations: [{ id: a, checks: [${check}] }]`;

describe.each(CATALOGS)("the copy of %s", (name) => {
  test("is accepted without a secret in the environment, and nothing is left out", async () => {
    const { loaded, leftOut } = await write(name);
    expect(loaded).toMatchObject({ ok: true });
    expect(leftOut).toEqual([]);
  });

  test("leads to this machine alone", async () => {
    const { loaded } = await write(name);
    const checks = loaded.ok ? loaded.catalog.integrations.flatMap((one) => one.checks) : [];
    const asked = checks.filter(({ provider }) => provider !== "mcp").map(({ config }) => config);
    const addresses = JSON.stringify(asked).match(/https?:\/\/[^/"]+|"host":"[^"]+"/g) ?? [];
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.filter((address) => !address.includes("127.0.0.1"))).toEqual([]);
    const commands = checks.filter(({ provider }) => provider === "mcp").map(({ config }) => config);
    for (const config of commands)
      expect(config).toMatchObject({ command: ["mcp-server-everything", "stdio"] });
  });
});

test("the copy goes with its folder, and its secrets too", async () => {
  const { catalog, stop } = await write("demo");
  await stop();
  expect(existsSync(catalog)).toBe(false);
});

test("the demo's own story is about those that its catalog watches", async () => {
  const { targets } = await write("demo");
  const watched = targets.map(({ upstream }) => upstream);
  expect(STORY.filter(({ upstream }) => !watched.includes(upstream))).toEqual([]);
});

test("every check is hurried, whatever the catalog says", async () => {
  const { checks } = await checksOf(oneCheck("{ provider: http, url: https://a.example, interval: 1d }"));
  expect(checks).toMatchObject([{ intervalSeconds: 5, timeoutSeconds: 2 }]);
});

test("an optional check stays without its secret, and no story is told about it", async () => {
  const { checks, targets } = await checksOf(
    oneCheck("{ provider: slack, optional: true, token: { env: NOBODY_SET_THIS } }"),
  );
  expect(checks).toMatchObject([{ secrets: [{ env: "NOBODY_SET_THIS" }] }]);
  expect(targets).toEqual([]);
});

test("checks that name the same secret still do, so they share its quota", async () => {
  const github = (id: string) => `{ provider: github, id: ${id}, token: { env: GITHUB_TOKEN } }`;
  const { checks } = await checksOf(oneCheck(`${github("one")}, ${github("two")}`));
  expect(checks[0]?.secrets).toEqual(checks[1]?.secrets);
  expect(checks[0]?.secrets).toMatchObject([{ file: expect.any(String) }]);
});

test("what runs here already is left, but for a port that moved", async () => {
  const { checks } = await checksOf(
    oneCheck(
      "{ provider: http, url: 'http://127.0.0.1:9090/-/ready' }, { provider: tcp, host: 127.0.0.1, port: 9090 }",
    ),
  );
  expect(checks.map(({ config }) => config)).toMatchObject([
    { url: "http://127.0.0.1:40003/-/ready" },
    { port: 40003 },
  ]);
});

test("what nothing can stand in for is left out and said, with the relations to it", async () => {
  const { leftOut, checks } = await checksOf(
    `integrations:
      - { id: zone, checks: [{ provider: dns, name: a.example }] }
      - { id: cache, checks: [{ provider: redis, host: b.example }] }
      - { id: site, depends_on: [zone, cache], checks: [{ provider: http, url: https://a.example }] }`,
    { redis: undefined },
  );
  expect(leftOut).toEqual([
    "Nothing stands in for zone/dns: left out.",
    "Nothing stands in for cache/redis: left out.",
  ]);
  expect(checks).toHaveLength(1);
});
