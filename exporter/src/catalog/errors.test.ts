import { expect, test } from "@jest/globals";
import { complaints } from "./fixtures/catalog.ts";

/** A catalog of one integration with these further keys, and one check with those. Lines 2 and 4. */
const catalog = (integration: string, check = 'provider: web, url: "https://example.com"') => `integrations:
  - { id: a, ${integration}
      checks: [
        { ${check} }
      ] }
`;
const inCheck = (keys: string) => catalog("", `provider: web, url: "https://example.com", ${keys}`);
const CHECK = "integrations[0].checks[0]";

test.each([
  [
    "an unknown key of a provider that would let it pass",
    catalog("", "provider: ping, host: h, sockett: x"),
    `${CHECK}.sockett: unknown key; did you mean socket?`,
  ],
  ["an unknown key", inCheck("intervall: 30s"), `${CHECK}.intervall: unknown key; did you mean interval?`],
  [
    "an unknown key of an integration",
    catalog("colour: red,"),
    "integrations[0].colour: unknown key; known here: id, title, group, project, team, lifecycle, trial_ends, depends_on, slo, cost, maintenance, console, notes, replaced_by, webhooks, checks",
  ],
  ["a wrong type", catalog("title: [x],"), "integrations[0].title: must be a string, got a list"],
  [
    "nothing where something belongs",
    catalog("title: ,"),
    "integrations[0].title: must be a string, got nothing",
  ],
  ["a missing key", catalog("", "provider: web"), `${CHECK}.url: is required: must be a string`],
  [
    "a word outside a closed set",
    catalog("lifecycle: actve,"),
    "integrations[0].lifecycle: must be one of planned, piloted, active, deprecated, discontinued, got 'actve'",
  ],
  [
    "an unknown provider",
    catalog("", "provider: wbe"),
    `${CHECK}.provider: must be one of web, ping, got 'wbe'; did you mean web?`,
  ],
  ["no provider", catalog("", "id: x"), `${CHECK}.provider: is required: must be one of web, ping`],
  [
    "what a provider alone can judge",
    catalog("", "provider: ping"),
    `${CHECK}: must have host or socket, got a mapping`,
  ],
  [
    "a bad duration",
    inCheck("interval: 30"),
    `${CHECK}.interval: must be a duration such as 250ms, 30s, 5m, 1h30m or 14d, got 30`,
  ],
  [
    "a duration that is none",
    inCheck("interval: soon"),
    `${CHECK}.interval: must be a duration such as 250ms, 30s, 5m, 1h30m or 14d, got 'soon'`,
  ],
  [
    "an interval beyond all timers",
    inCheck("interval: 99d"),
    `${CHECK}.interval: must be between 1s and 14d, got '99d'`,
  ],
  ["too many retries", inCheck("retries: 6"), `${CHECK}.retries: must be at most 5, got 6`],
  [
    "a union, by what each branch wants",
    inCheck("expect: ok"),
    `${CHECK}.expect: must be a number or a list, got 'ok'`,
  ],
  [
    "a union, by the branch that fits best",
    inCheck("expect: [200, ok]"),
    `${CHECK}.expect[1]: must be a number, got 'ok'`,
  ],
  [
    "a bad id",
    catalog("").replace("id: a", "id: A/b"),
    "integrations[0].id: must be lower-case letters, digits, - and _, the first a letter or a digit, got 'A/b'",
  ],
  [
    "a 100 % objective",
    catalog("slo: { availability: 100 },"),
    "integrations[0].slo.availability: must be below 100, got 100",
  ],
  [
    "a timeout not below its interval",
    inCheck("interval: 30s, timeout: 45s"),
    `${CHECK}.timeout: must be below interval (30s), got 45s`,
  ],
  [
    "a max_interval below its interval",
    inCheck("max_interval: 30s"),
    `${CHECK}.max_interval: must not be below interval (1m), got 30s`,
  ],
  [
    "thresholds the wrong way round",
    inCheck("latency: { degraded: 3s, down: 1s }"),
    `${CHECK}.latency.degraded: must be below down (1s), got 3s`,
  ],
  [
    "a breaker that cannot wait as long as it must",
    inCheck("breaker: { open: 5m, max_open: 1m }"),
    `${CHECK}.breaker.max_open: must not be below open (5m), got 1m`,
  ],
  [
    "more probes asked for than looked at",
    inCheck("breaker: { window_probes: 5, minimum_probes: 6 }"),
    `${CHECK}.breaker.minimum_probes: must not be above window_probes (5), got 6`,
  ],
  [
    "costs the wrong way round",
    catalog("cost: { min: 9, max: 1 },"),
    "integrations[0].cost.min: must not be above max (1), got 9",
  ],
  [
    "maintenance that ends before it begins",
    catalog("maintenance: [{ from: 2026-03-02T00:00:00Z, to: 2026-03-01T00:00:00Z }],"),
    "integrations[0].maintenance[0].from: must be before to (2026-03-01T00:00:00.000Z), got 2026-03-02T00:00:00.000Z",
  ],
  [
    "an instant without its zone",
    catalog("maintenance: [{ from: 2026-03-02, to: 2026-03-03T00:00:00Z }],"),
    "integrations[0].maintenance[0].from: must be an instant with its zone, such as 2026-03-01T22:00:00Z or 2026-03-01T22:00:00+01:00, got '2026-03-02'",
  ],
  [
    "a window that recurs by no cron pattern",
    catalog('maintenance: [{ cron: "0 25 * * *", for: 2h }],'),
    "integrations[0].maintenance[0].cron: must be a cron pattern of five fields, such as `0 2 * * SUN`, got '0 25 * * *'",
  ],
  [
    "a window that recurs each second",
    catalog('maintenance: [{ cron: "* * * * * *", for: 2h }],'),
    "integrations[0].maintenance[0].cron: must be a cron pattern of five fields, such as `0 2 * * SUN`, got '* * * * * *'",
  ],
  [
    "a time zone that is none",
    catalog('maintenance: [{ cron: "0 2 * * *", for: 2h, time_zone: Berlin }],'),
    "integrations[0].maintenance[0].time_zone: must be a time zone of the IANA database, such as Europe/Berlin, or UTC, got 'Berlin'",
  ],
  [
    "a window of neither kind",
    catalog('maintenance: [{ cron: "0 2 * * *", from: 2026-03-02T00:00:00Z, to: 2026-03-03T00:00:00Z }],'),
    "integrations[0].maintenance[0].cron: does not go with the other keys here",
  ],
  ["a repeated key", catalog("title: a, title: b,"), "integrations[0].title: must not appear twice"],
  [
    "an unknown dependency",
    catalog("depends_on: [databse],").replace("id: a", "id: database"),
    "integrations[0].depends_on[0]: must be the id of an integration, got 'databse'; did you mean database?",
  ],
  [
    "a dependency on itself",
    catalog("depends_on: [a],"),
    "integrations[0].depends_on: must not form a cycle: a -> a",
  ],
  [
    "an unknown team",
    `teams: { platform: {} }\n${catalog("team: platfrom,")}`,
    "integrations[0].team: must be a key of teams, got 'platfrom'; did you mean platform?",
  ],
  [
    "no team where there are teams",
    `teams: { platform: {}, data: {} }\n${catalog("")}`,
    "integrations[0].team: is required: must be one of platform, data",
  ],
  [
    "a bad team id",
    `teams: { default: {}, A B: {} }\n${catalog("")}`,
    'teams["A B"]: key must be lower-case letters, digits, - and _, the first a letter or a digit',
  ],
])("names the place, the expectation and the value of %s", async (_, text, line) => {
  const lines = (await complaints(text)).map((each) => each.replace(/^catalog.yaml:\d+:\d+ /, ""));
  expect(lines).toEqual([line]);
});

test("points at the key, at the item of a list, or at what misses something", async () => {
  const lines = await complaints(`integrations:
  - id: 5
    depends_on:
      - nobody
    checks:
      - provider: ping
        host: h
        latency:
          down: 0s
`);
  expect(lines.map((line) => line.split(":").slice(0, 4).join(":"))).toEqual([
    "catalog.yaml:2:5 integrations[0].id: must be a string, got 5",
    "catalog.yaml:4:9 integrations[0].depends_on[0]: must be the id of an integration, got 'nobody'",
    "catalog.yaml:8:9 integrations[0].checks[0].latency.degraded: is required",
    "catalog.yaml:9:11 integrations[0].checks[0].latency.down: must be longer than 0s, got '0s'",
  ]);
});

test("a default that does not suit a check is said to come from the defaults", async () => {
  const lines = await complaints(`defaults: { timeout: 20s }\n${inCheck("interval: 15s")}`);
  expect(lines).toEqual([
    `catalog.yaml:5:9 ${CHECK}.timeout: must be below interval (15s), got 20s from defaults`,
  ]);
});

test("defaults that do not fit each other are said once, not at every check", async () => {
  const lines = await complaints(`defaults: { interval: 10s, timeout: 20s }\n${inCheck("retries: 1")}`);
  expect(lines).toEqual(["catalog.yaml:1:28 defaults.timeout: must be below interval (10s), got 20s"]);
});

test("ids are unique among integrations, and among the checks of one", async () => {
  const entry = (id: string) => `
  - id: ${id}
    checks:
      - { provider: ping, host: a }
      - { provider: ping, host: b }`;
  expect(await complaints(`integrations:${entry("x")}${entry("x")}`)).toEqual([
    "catalog.yaml:5:9 integrations[0].checks[1].id: must be unique, 'ping' is integrations[0].checks[0] already",
    "catalog.yaml:6:5 integrations[1].id: must be unique, 'x' is integrations[0] already",
    "catalog.yaml:9:9 integrations[1].checks[1].id: must be unique, 'ping' is integrations[1].checks[0] already",
  ]);
});

test("all that is wrong with webhooks is told at once", async () => {
  const lines = await complaints(
    `integrations:
  - id: a
    checks: [{ provider: ping, host: h }]
    webhooks:
      - { signature: shopfy, secret: hunter2 }
      - { signature: chatwoot, secret: { env: SECRET } }
      - { id: chatwoot, signature: shopify, secret: { env: NOT_SET }, ip: 10.0.0.1 }
`,
    { SECRET: "set" },
  );
  expect(lines).toEqual([
    "catalog.yaml:5:11 integrations[0].webhooks[0].signature: must be one of shopify, chatwoot, got 'shopfy'",
    "catalog.yaml:5:30 integrations[0].webhooks[0].secret: must name a secret as { file: path } or { env: NAME }, never a literal",
    "catalog.yaml:7:11 integrations[0].webhooks[2].id: must be unique, 'chatwoot' is integrations[0].webhooks[1] already",
    "catalog.yaml:7:45 integrations[0].webhooks[2].secret: secret is missing: environment variable NOT_SET is not set",
    "catalog.yaml:7:71 integrations[0].webhooks[2].ip: unknown key; did you mean id?",
  ]);
});

test("a cycle is named once, without those that only lead into it", async () => {
  const entry = (id: string, needs: string) =>
    `\n  - { id: ${id}, depends_on: [${needs}], checks: [{ provider: ping, host: h }] }`;
  const lines = await complaints(
    `integrations:${entry("lead", "a")}${entry("a", "b")}${entry("b", "c")}${entry("c", "a")}`,
  );
  expect(lines).toEqual([
    "catalog.yaml:3:14 integrations[1].depends_on: must not form a cycle: a -> b -> c -> a",
  ]);
});

test("all errors come at once, of schema and of sense, in the order of the file", async () => {
  const lines = await complaints(`concurrency: many
teams: { ops: {} }
integrations:
  - id: a
    team: oops
    depends_on: [b]
    checks:
      - { provider: web, url: nowhere, interval: 5s, timeout: 5s, token: { env: ABSENT } }
      - { provider: pong }
  - { id: b, team: ops, depends_on: [a], checks: [] }
`);
  expect(lines.map((line) => line.replace(/^catalog.yaml:(\d+):\d+ (.*?): .*/, "$1 $2"))).toEqual([
    "1 concurrency",
    "5 integrations[0].team",
    "6 integrations[0].depends_on",
    "8 integrations[0].checks[0].url",
    "8 integrations[0].checks[0].timeout",
    "8 integrations[0].checks[0].token",
    "9 integrations[0].checks[1].provider",
    "10 integrations[1].checks",
  ]);
});
