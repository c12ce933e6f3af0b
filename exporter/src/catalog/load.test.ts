import { expect, test } from "@jest/globals";
import { load } from "./fixtures/catalog.ts";

const MINIMAL = `
integrations:
  - id: site
    checks:
      - { provider: web, url: "https://example.com" }
`;

test("a minimal catalog gets every default", async () => {
  const check = {
    integration: "site",
    id: "web",
    provider: "web",
    config: { url: "https://example.com", expect: 200 },
    intervalSeconds: 60,
    maxIntervalSeconds: 300,
    timeoutSeconds: 10,
    retries: 0,
    optional: false,
    secrets: [],
    vendor: false,
    observes: {},
    breaker: {
      consecutiveFailures: 5,
      failureRatio: 0.5,
      windowProbes: 20,
      minimumProbes: 10,
      openSeconds: 60,
      maxOpenSeconds: 600,
    },
  };
  const team = { id: "default", title: "default", channel: "", email: "", escalation: [] };
  const site = {
    id: "site",
    title: "site",
    group: "default",
    team,
    lifecycle: "active",
    dependsOn: [],
    upstream: [],
  };
  expect(await load(MINIMAL)).toEqual({
    ok: true,
    catalog: {
      links: {},
      concurrency: 64,
      secrets: [],
      teams: [team],
      thresholds: [],
      integrations: [{ ...site, maintenance: [], notes: [], checks: [check], webhooks: [] }],
    },
  });
});

test("what an integration stands on through others is told with it", async () => {
  const entries = [
    "a, depends_on: [b, c]",
    "b, depends_on: [d]",
    "c, depends_on: [d]",
    "d, depends_on: [e]",
    "e",
  ];
  const result = await load(
    `integrations:\n${entries.map((entry) => `  - { id: ${entry}, checks: [{ provider: ping, host: h }] }\n`).join("")}`,
  );
  const told =
    result.ok && result.catalog.integrations.map(({ id, upstream }) => [id, ...upstream].join(" "));
  expect(told).toEqual(["a b c d e", "b d e", "c d e", "d e", "e"]);
});

test("what the catalog says arrives in seconds, ratios and instants", async () => {
  const result = await load(
    `
links: { runbooks: "https://example.com/runbooks/", dashboards: "http://localhost:3000" }
concurrency: 8
teams:
  platform: { title: Platform, channel: "#platform", email: platform@example.com, response_sla: 2h }
integrations:
  - id: shop
    title: The shop
    group: apis
    project: storefront
    team: platform
    lifecycle: piloted
    depends_on: [store, store]
    slo: { availability: 99.5, latency: { below: 750ms, of: 95 } }
    cost: { min: 10, max: 99.5 }
    console: https://console.example.com
    maintenance:
      - { from: 2026-03-01T22:00:00Z, to: 2026-03-02T00:00:00+01:00 }
      - { cron: 0 2 * * SUN, for: 2h, time_zone: Europe/Berlin }
    checks:
      - { provider: web, id: front, url: "https://example.com", latency: { degraded: 1s, down: 3s }, retries: 2 }
    webhooks:
      - { signature: shopify, secret: { env: SECRET } }
      - { signature: shopify, id: events, secret: { env: SECRET } }
  - { id: store, team: platform, checks: [{ provider: ping, host: store }] }
`,
    { SECRET: "set" },
  );
  expect(result).toMatchObject({
    ok: true,
    catalog: {
      links: { runbooks: "https://example.com/runbooks", dashboards: "http://localhost:3000" },
      concurrency: 8,
      teams: [{ id: "platform" }],
      thresholds: [0.75, 1, 3],
      integrations: [
        {
          title: "The shop",
          group: "apis",
          project: "storefront",
          console: "https://console.example.com",
          team: {
            id: "platform",
            channel: "#platform",
            email: "platform@example.com",
            responseSlaSeconds: 7200,
          },
          lifecycle: "piloted",
          dependsOn: ["store"],
          slo: { availability: 0.995, latency: { belowSeconds: 0.75, ratio: 0.95 } },
          cost: { min: 10, max: 99.5 },
          maintenance: [
            { from: 1772402400, to: 1772406000 },
            { cron: "0 2 * * SUN", timeZone: "Europe/Berlin", forSeconds: 7200 },
          ],
          checks: [{ id: "front", latency: { degradedSeconds: 1, downSeconds: 3 }, retries: 2 }],
          webhooks: [
            { integration: "shop", id: "shopify", signature: "shopify", secret: { env: "SECRET" } },
            { integration: "shop", id: "events", signature: "shopify", secret: { env: "SECRET" } },
          ],
        },
        { id: "store", checks: [{ id: "ping", config: { host: "store" } }] },
      ],
    },
  });
});

test("a check's own word goes before the catalog's defaults, key by key in the breaker", async () => {
  const result = await load(`
defaults: { interval: 30s, timeout: 2s, breaker: { consecutive_failures: 3, open: 1m } }
integrations:
  - id: site
    checks:
      - { provider: ping, host: a }
      - { provider: web, url: "https://example.com", interval: 10s, breaker: { open: 90s } }
`);
  expect(result).toMatchObject({
    ok: true,
    catalog: {
      integrations: [
        {
          checks: [
            { intervalSeconds: 30, timeoutSeconds: 2, breaker: { consecutiveFailures: 3, openSeconds: 60 } },
            { intervalSeconds: 10, timeoutSeconds: 2, breaker: { consecutiveFailures: 3, openSeconds: 90 } },
          ],
        },
      ],
    },
  });
});

test.each([
  ["5s", { timeoutSeconds: 2.5, maxIntervalSeconds: 300, breaker: { openSeconds: 30, maxOpenSeconds: 600 } }],
  [
    "1d",
    { timeoutSeconds: 10, maxIntervalSeconds: 86400, breaker: { openSeconds: 86400, maxOpenSeconds: 86400 } },
  ],
])("defaults that nobody wrote suit an interval of %s", async (interval, expected) => {
  const result = await load(MINIMAL.replace("url:", `interval: ${interval}, url:`));
  expect(result).toMatchObject({ ok: true, catalog: { integrations: [{ checks: [expected] }] } });
});

test("yes, no, on and off are words, as YAML 1.2 has it", async () => {
  const result = await load(MINIMAL.replace("id: site", "id: no\n    title: on"));
  expect(result).toMatchObject({ ok: true, catalog: { integrations: [{ id: "no", title: "on" }] } });
});

test("a value may be repeated by an alias", async () => {
  const result = await load(`
integrations:
  - id: site
    checks:
      - { provider: web, id: one, url: "https://a.example", headers: &same { Accept: text/html } }
      - { provider: web, id: two, url: "https://b.example", headers: *same }
`);
  const headers = { Accept: "text/html" };
  expect(result).toMatchObject({
    ok: true,
    catalog: { integrations: [{ checks: [{ config: { headers } }, { config: { headers } }] }] },
  });
});
