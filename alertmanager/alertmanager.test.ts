import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { engine } from "../exporter/tools/engines.ts";

interface Route {
  matchers?: string[];
  routes?: Route[];
}

const folder = import.meta.dirname;
const configFile = join(folder, "alertmanager.yml");
const config = await readFile(configFile, "utf8");
const cases: { name: string; labels: Record<string, string>; receivers: string[] }[] = parse(
  await readFile(join(folder, "routes.cases.yml"), "utf8"),
);

const amtool = async (...args: string[]) =>
  (await promisify(execFile)(await engine("amtool"), args, { cwd: folder, timeout: 30_000 })).stdout;

const matchersOf = ({ matchers = [], routes = [] }: Route): string[] => [
  ...matchers,
  ...routes.flatMap(matchersOf),
];

test("amtool accepts the configuration and its templates", async () => {
  expect(await amtool("check-config", configFile)).toMatch(/1 templates\n\s+SUCCESS/);
});

describe("routes", () => {
  test.each(cases)("$name", async ({ labels, receivers }) => {
    const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    const answer = await amtool("config", "routes", "test", `--config.file=${configFile}`, ...pairs);
    expect(answer.trim().split(",")).toEqual(receivers);
  });

  test("no matcher names an integration, a team, a channel or an address", () => {
    const { route, inhibit_rules: inhibitions } = parse(config);
    const matchers: string[] = [
      ...matchersOf(route),
      ...inhibitions.flatMap((rule: Record<string, string[]>) => [
        ...(rule.source_matchers ?? []),
        ...(rule.target_matchers ?? []),
      ]),
    ];
    const allowed = /^(severity|alertname)=|^integration=~"\.\+"$/;
    expect(matchers.filter((matcher) => !allowed.test(matcher))).toEqual([]);
    expect(matchers.length).toBeGreaterThan(0);
  });

  test("every secret is named by file, never held", () => {
    const held =
      /^[\s-]*(?:routing_key|service_key|smtp_auth_password|auth_password|slack_api_url|api_url|url|password|credentials):/m;
    expect(config).not.toMatch(held);
    expect([...config.matchAll(/_file: (\S+)/g)].map(([, path]) => path).sort()).toEqual([
      "secrets/deadmansswitch_url",
      "secrets/pagerduty_routing_key",
      "secrets/slack_api_url",
      "secrets/smtp_password",
      "secrets/webhook_url",
    ]);
  });
});
