/** What the catalog says of the life of an integration: owners, ends, secrets, and what its vendor says. */
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { z } from "zod";
import { defineProvider, type Provider } from "../contract.ts";
import { complaints, folder, load, PROVIDERS } from "./fixtures/catalog.ts";
import { loadCatalog } from "./load.ts";
import { inspectSecret } from "./secrets.ts";

const integrations = (...entries: string[]) =>
  `integrations:\n${entries.map((entry) => `  - { ${entry}, checks: [{ provider: ping, host: h }] }\n`).join("")}`;
const withoutPlace = (lines: string[]) => lines.map((line) => line.replace(/^catalog.yaml:\d+:\d+ /, ""));

test("an optional check may lack its secret, and carries where to look for it", async () => {
  const check = (optional: boolean) =>
    `integrations: [{ id: a, checks: [{ provider: web, url: "https://example.com", optional: ${optional}, token: { env: T } }] }]`;
  expect(await complaints(check(false))).toHaveLength(1);
  const result = await load(check(true));
  expect(result.ok && result.catalog.integrations[0]?.checks[0]).toMatchObject({
    optional: true,
    secrets: [{ env: "T" }],
  });
});

test("a secret of the inventory may be missing: that is for the metrics to tell", async () => {
  const result = await load(`
teams: { ops: { contact: "the bridge, 555-0100", escalation: [{ to: lead, after: 2h }, { to: VP, after: 1d }] } }
secrets:
  api-key: { from: { file: key }, team: ops, rotate_every: 90d, expires: 2027-01-01T00:00:00Z }
  spare: { from: { env: SPARE }, team: ops, required: false, rotated: 2026-01-01T00:00:00Z }
integrations: [{ id: a, team: ops, checks: [{ provider: ping, host: h }] }]`);
  expect(result.ok && result.catalog.secrets).toMatchObject([
    { id: "api-key", required: true, rotateEverySeconds: 90 * 86_400, expiresAt: 1_798_761_600 },
    { id: "spare", required: false, rotatedAt: 1_767_225_600 },
  ]);
  expect(result.ok && result.catalog.integrations[0]?.team).toMatchObject({
    contact: "the bridge, 555-0100",
    escalation: [
      { to: "lead", afterSeconds: 7200 },
      { to: "VP", afterSeconds: 86_400 },
    ],
  });
});

test("a secret tells whether it is there and since when, by its file's time or the catalog's word", () => {
  using place = folder({});
  const file = join(place.path, "key");
  expect(inspectSecret({ ref: { file } }, {})).toEqual({ present: false });
  writeFileSync(file, "value");
  utimesSync(file, 1000, 1000);
  expect(inspectSecret({ ref: { file } }, {})).toEqual({ present: true, rotatedAt: 1000 });
  expect(inspectSecret({ ref: { file }, rotatedAt: 2000 }, {})).toEqual({ present: true, rotatedAt: 2000 });
  expect(inspectSecret({ ref: { env: "KEY" } }, { KEY: "value" })).toEqual({ present: true });
});

test.each([
  [
    "an escalation that goes back in time",
    `teams: { ops: { escalation: [{ to: lead, after: 2h }, { to: boss, after: 1h }] } }\n${integrations("id: a, team: ops")}`,
    "teams.ops.escalation[1].after: must be later than the step before (2h), got 1h",
  ],
  [
    "a secret of nobody",
    `teams: { ops: {} }\nsecrets: { key: { from: { env: K }, team: opps } }\n${integrations("id: a, team: ops")}`,
    "secrets.key.team: must be a key of teams, got 'opps'; did you mean ops?",
  ],
  [
    "a replacement that is not there",
    integrations("id: old, lifecycle: deprecated, replaced_by: nwe", "id: new"),
    "integrations[0].replaced_by: must be the id of another integration, got 'nwe'; did you mean new?",
  ],
  [
    "a replacement of what is in use",
    integrations("id: old, replaced_by: new", "id: new"),
    "integrations[0].replaced_by: needs lifecycle deprecated or discontinued, got active",
  ],
])("refuses %s", async (_, text, line) => {
  expect(withoutPlace(await complaints(text))).toEqual([line]);
});

test("a status page becomes a check of the vendor's, which looks once a minute", async () => {
  const statuspage = defineProvider({
    id: "statuspage",
    title: "Status page",
    description: "",
    config: z.strictObject({ url: z.url() }),
    example: {},
    observes: () => ({ reported: true }),
    probe: async () => ({ ok: true }),
  });
  const providers = new Map(PROVIDERS).set("statuspage", statuspage as unknown as Provider);
  using place = folder({
    "catalog.yaml": integrations(
      "id: a, notes: [slow on Mondays], status_page: { url: 'https://status.example.com' }",
    ),
  });
  const result = await loadCatalog(join(place.path, "catalog.yaml"), { providers, environment: {} });
  expect(result.ok && result.catalog.integrations[0]).toMatchObject({
    notes: ["slow on Mondays"],
    checks: [
      { id: "ping", vendor: false },
      {
        id: "vendor",
        provider: "statuspage",
        vendor: true,
        intervalSeconds: 60,
        observes: { reported: true },
      },
    ],
  });
});
