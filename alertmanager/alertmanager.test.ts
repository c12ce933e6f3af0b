import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { engine } from "../exporter/tools/engines.ts";

const folder = import.meta.dirname;
const configFile = join(folder, "alertmanager.yml");
const config = await readFile(configFile, "utf8");
const cases: { name: string; labels: Record<string, string>; receivers: string[] }[] = parse(
  await readFile(join(folder, "routes.cases.yml"), "utf8"),
);

const amtool = async (...args: string[]) =>
  (await promisify(execFile)(await engine("amtool"), args, { cwd: folder, timeout: 30_000 })).stdout;

describe("routes", () => {
  test("amtool accepts the configuration and its templates", async () => {
    expect(await amtool("check-config", configFile)).toMatch(/1 templates\n\s+SUCCESS/);
  });

  test.each(cases)("$name", async ({ labels, receivers }) => {
    const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    const answer = await amtool("config", "routes", "test", `--config.file=${configFile}`, ...pairs);
    expect(answer.trim().split(",")).toEqual(receivers);
  });

  test("no matcher names an integration, a team, a channel or an address", () => {
    const { route, inhibit_rules: inhibitions } = parse(config);
    const matchers: string[] = [
      ...route.routes.flatMap((child: { matchers: string[] }) => child.matchers),
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
      /^[\s-]*(?:routing_key|service_key|smtp_auth_password|auth_password|slack_api_url|api_url|password|credentials):/m;
    expect(config).not.toMatch(held);
    expect([...config.matchAll(/_file: (\S+)/g)].map(([, path]) => path).sort()).toEqual([
      "secrets/pagerduty_routing_key",
      "secrets/slack_api_url",
      "secrets/smtp_password",
    ]);
  });
});

describe("templates", () => {
  const alert = (status: "firing" | "resolved", annotations: Record<string, string> = {}) => ({
    status,
    labels: { alertname: "IntegrationDown", integration: "shop", severity: "critical" },
    annotations: {
      summary: "Shop API is down: http fails with timeout",
      description: "3 probes failed in a row.",
      runbook_url: "https://runbooks.example.com/IntegrationDown.md",
      dashboard_url: "https://grafana.example.com/d/integration?var-integration=shop",
      ...annotations,
    },
    startsAt: "2026-01-01T00:00:00Z",
    endsAt: status === "firing" ? "0001-01-01T00:00:00Z" : "2026-01-01T00:20:00Z",
  });

  async function render(template: string, ...alerts: ReturnType<typeof alert>[]): Promise<string> {
    const work = await mkdtemp(join(tmpdir(), "templates-"));
    try {
      const data = {
        receiver: "slack",
        status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
        alerts,
        groupLabels: { integration: "shop" },
        commonLabels: { integration: "shop", title: "Shop API", severity: "critical" },
        externalURL: "http://alertmanager.example.com",
      };
      await writeFile(join(work, "data.json"), JSON.stringify(data));
      return await amtool(
        ...["template", "render", "--template.glob=templates/*.tmpl"],
        `--template.data=${join(work, "data.json")}`,
        `--template.text={{ template "integration.${template}" . }}`,
      );
    } finally {
      await rm(work, { recursive: true });
    }
  }

  test("the title says what happens, and how often where a group has more", async () => {
    expect(await render("title", alert("firing"))).toBe("[FIRING] Shop API is down: http fails with timeout");
    expect(await render("title", alert("resolved"))).toBe("[RESOLVED] Shop API");
    expect(
      await render("title", alert("resolved", { summary: "over" }), alert("firing"), alert("firing")),
    ).toBe("[FIRING] Shop API is down: http fails with timeout (2 alerts)");
  });

  test("the text tells evidence, since when, and where to go on", async () => {
    expect(await render("slack.text", alert("firing"))).toBe(
      "3 probes failed in a row.\nSince 2026-01-01 00:00:00 UTC" +
        " · <https://runbooks.example.com/IntegrationDown.md|Runbook>" +
        " · <https://grafana.example.com/d/integration?var-integration=shop|Dashboard>\n",
    );
    const over = await render("slack.text", alert("resolved"));
    expect(over).toMatch(/^\*Shop API is down: http fails with timeout\*\n3 probes/);
    expect(over).toContain("Since 2026-01-01 00:00:00 UTC until 2026-01-01 00:20:00 UTC ·");
  });

  test("in a group, the text tells which alerts are over", async () => {
    const text = await render(
      "slack.text",
      alert("firing", { summary: "A" }),
      alert("resolved", { summary: "B" }),
    );
    expect(text.split("\n").filter((line) => line.startsWith("*"))).toEqual(["*A*", "*B* (resolved)"]);
  });

  test("the colour is that of the severity, and green when all is over", async () => {
    expect(await render("slack.color", alert("firing"))).toBe("danger");
    expect(await render("slack.color", alert("resolved"))).toBe("good");
  });

  test("what is no address never becomes a link", async () => {
    const unlinked = alert("firing", {
      runbook_url: "prometheus/runbooks/IntegrationDown.md",
      dashboard_url: "/d/integration?var-integration=shop",
    });
    expect(await render("slack.text", unlinked)).toContain("Runbook: prometheus/runbooks/IntegrationDown.md");
    expect(await render("slack.text", unlinked)).not.toContain("<");
    expect(await render("runbook", unlinked)).toBe("");
    expect(await render("dashboard", unlinked)).toBe("");
    expect(await render("link", unlinked)).toBe("http://alertmanager.example.com");
  });
});
