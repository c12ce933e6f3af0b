import { spawnSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import { exposed } from "../../test/exposed.ts";
import { reloaded } from "../../test/reloaded.ts";
import { catalog, check, failed, integration, success, team } from "../../test/samples.ts";
import { engine } from "../../tools/engines.ts";
import type { CheckState, Observes } from "../contract.ts";
import { ALL_METRICS, PROBE_METRICS } from "./definitions.ts";
import { exposePairs } from "./exposition.ts";
import { spansOf } from "./family.ts";
import { createMetrics, type Metrics, renderProbes } from "./metrics.ts";

const state: CheckState = {
  status: "healthy",
  why: "",
  successRatio: 1,
  answerRatio: 1,
  p95Seconds: 0.1,
  consecutiveFailures: 0,
  lastGood: {},
  circuit: { at: "closed" },
  intervalSeconds: 60,
};

const OBSERVES: Observes = {
  quotas: ["requests", "tokens"],
  environments: ["production"],
  inventory: ["tools"],
  activity: true,
  reported: true,
};

const rich = integration({
  project: "storefront",
  team: team({ responseSlaSeconds: 7200 }),
  slo: { availability: 0.995, latency: { belowSeconds: 0.7, ratio: 0.95 } },
  cost: { min: 10, max: 20, budget: 15 },
  trialEndsAt: 1_800_000_000,
  console: "https://console.example.com",
  maintenance: [{ from: 500, to: 600 }],
  checks: [check({ latency: { degradedSeconds: 0.8, downSeconds: 2 }, observes: OBSERVES })],
});
const dependant = integration({ id: "till", dependsOn: ["mid"], upstream: ["mid", "shop"] });
const middle = integration({ id: "mid", dependsOn: ["shop"], upstream: ["shop"] });

async function lines(metrics: Metrics, start: string): Promise<string[]> {
  return (await exposed(metrics)).split("\n").filter((line) => line.startsWith(start));
}

async function scraped() {
  const metrics = createMetrics("1.2.3");
  const all = catalog(rich, middle, dependant);
  await reloaded(metrics, all);
  for (const one of all.integrations) {
    metrics.standing(one, {
      status: "unknown",
      checks: one.checks.map((of) => ({ check: of, status: "unknown" })),
      maintenance: one === rich ? { lasts: true, to: 600 } : { lasts: false },
    });
  }
  return { metrics, all, shopCheck: rich.checks[0] as (typeof rich.checks)[0] };
}

describe("metrics", () => {
  test("has every series from the first scrape", async () => {
    const { metrics } = await scraped();
    const text = await exposed(metrics);
    // A version is the upstream's word: there is none before it spoke.
    const { versionInfo, ...begun } = PROBE_METRICS;
    for (const definition of Object.values(begun)) {
      const base = definition.labels.includes("check")
        ? { integration: "shop", check: "http" }
        : { integration: "shop" };
      for (const { pairs } of spansOf(definition, OBSERVES)) {
        const written = [exposePairs(base), pairs].filter((some) => some !== "").join(",");
        const name = definition.type === "histogram" ? `${definition.name}_count` : definition.name;
        expect(text).toContain(`${name}{${written}} `);
      }
    }
  });

  test("never says zero for what was not measured yet", async () => {
    const { metrics } = await scraped();
    for (const name of [
      "integration_up",
      "integration_success_ratio",
      "integration_last_success_timestamp_seconds",
    ]) {
      expect(await lines(metrics, `${name}{`)).toContain(`${name}{integration="shop",check="http"} NaN`);
    }
  });

  test("counts, observes and explains a failure, then a success", async () => {
    const { metrics, shopCheck } = await scraped();
    metrics.probe(shopCheck, failed({ reason: "timeout", attempts: 3 }), {
      ...state,
      consecutiveFailures: 1,
    });
    const of = '{integration="shop",check="http"';
    expect(await exposed(metrics)).toContain(`integration_failure_reason${of},reason="timeout"} 1`);
    metrics.probe(shopCheck, success({ durationSeconds: 0.75 }), { ...state, lastSuccessAt: 1000 });
    const text = await exposed(metrics);
    for (const line of [
      `integration_up${of}} 1`,
      `integration_probes_total${of}} 2`,
      `integration_probe_failures_total${of},reason="timeout"} 1`,
      `integration_failure_reason${of},reason="timeout"} 0`,
      `integration_probe_retries_total${of}} 2`,
      `integration_last_success_timestamp_seconds${of}} 1000`,
      `integration_probe_phase_seconds${of},phase="wait"} 0.09`,
    ]) {
      expect(text).toContain(line);
    }
  });

  test("shows what a provider observed, and keeps it while probes fail", async () => {
    const { metrics, all, shopCheck } = await scraped();
    const observations = {
      quotas: [{ name: "requests", remaining: 7, limit: 60, resetAt: 1234 }],
      environments: [{ name: "production", status: "degraded" as const }],
      inventory: [{ kind: "tools" as const, count: 3, fingerprint: 42 }],
      activityAt: 900,
      reported: "down" as const,
      version: "1.0",
    };
    metrics.probe(shopCheck, success({ observations }), state);
    metrics.probe(shopCheck, success({ observations: { version: "1.1" } }), state);
    metrics.probe(shopCheck, failed(), state);
    const text = await exposed(metrics);
    const of = '{integration="shop",check="http"';
    for (const line of [
      `integration_quota_remaining${of},quota="requests"} 7`,
      `integration_quota_limit${of},quota="requests"} 60`,
      `integration_quota_reset_timestamp_seconds${of},quota="requests"} 1234`,
      `integration_quota_remaining${of},quota="tokens"} NaN`,
      `integration_environment_status${of},environment="production",status="degraded"} 1`,
      `integration_environment_status${of},environment="production",status="healthy"} 0`,
      `integration_inventory${of},kind="tools"} 3`,
      `integration_activity_timestamp_seconds${of}} 900`,
      `integration_vendor_status${of},status="unknown"} 1`,
      `integration_version_info${of},version="1.1",protocol=""} 1`,
    ]) {
      expect(text).toContain(line);
    }
    expect(text).not.toContain('version="1.0"');
    await reloaded(metrics, catalog(integration({ id: "till" })), all);
    expect(await exposed(metrics)).not.toContain('"shop"');
  });

  test("tells of a vendor's status page what it says, and counts it for nothing else", async () => {
    const page = check({ id: "vendor", vendor: true, observes: { reported: true } });
    const watched = integration({ checks: [check(), page] });
    const metrics = createMetrics("1.2.3");
    await reloaded(metrics, catalog(watched));
    metrics.probe(page, success({ observations: { reported: "degraded" } }), state);
    metrics.circuit(page, { at: "open", until: 2000 });
    metrics.standing(watched, {
      status: "healthy",
      checks: [{ check: page, status: "down" }],
      maintenance: { lasts: false },
    });
    const lines = (await exposed(metrics)).split("\n").filter((line) => line.includes('check="vendor"'));
    expect(lines.filter((line) => !/^integration_(?:vendor_status|check_info)/.test(line))).toEqual([]);
    expect(lines).toContain(
      'integration_vendor_status{integration="shop",check="vendor",status="degraded"} 1',
    );
  });

  test("has a bucket at every threshold of the catalog", async () => {
    const { metrics, shopCheck } = await scraped();
    metrics.probe(shopCheck, success({ durationSeconds: 0.75 }), state);
    const buckets = await lines(
      metrics,
      'integration_probe_duration_seconds_bucket{integration="shop",check="http",le="0.',
    );
    const of = (le: string) =>
      buckets
        .find((line) => line.includes(`le="${le}"`))
        ?.split(" ")
        .at(-1);
    expect([of("0.7"), of("0.8")]).toEqual(["0", "1"]);
  });

  test("begins the histograms anew when the catalog brings a threshold, and counts on in them", async () => {
    const { metrics, all, shopCheck } = await scraped();
    metrics.probe(shopCheck, success({ durationSeconds: 0.5 }), state);
    const strict = integration({ id: "strict", slo: { latency: { belowSeconds: 0.6, ratio: 0.9 } } });
    await reloaded(metrics, catalog(...all.integrations, strict), all);
    metrics.probe(shopCheck, success({ durationSeconds: 0.65 }), state);
    const of = 'integration_probe_duration_seconds_bucket{integration="shop",check="http",le=';
    expect(await lines(metrics, `${of}"0.6"`)).toEqual([`${of}"0.6"} 0`]);
    expect(await lines(metrics, `${of}"0.7"`)).toEqual([`${of}"0.7"} 1`]);
    expect(await lines(metrics, `${of}"+Inf"`)).toEqual([`${of}"+Inf"} 1`]);
  });

  test("counts in the histograms that are still to begin anew while others have", async () => {
    const metrics = createMetrics("1.2.3");
    const many = Array.from({ length: 500 }, (_, index) => integration({ id: `i${index}` }));
    await reloaded(metrics, catalog(...many));
    const last = many.at(-1)?.checks[0] as (typeof rich.checks)[0];
    const over = metrics.useThresholds([0.6]);
    metrics.probe(last, success({ durationSeconds: 0.65 }), state);
    const of = 'integration_probe_duration_seconds_sum{integration="i499",check="http"}';
    expect(await lines(metrics, of)).toEqual([`${of} 0.65`]);
    await over;
  });

  test("keeps the counts of other checks when a reload removes one, and drops all of the removed one's series", async () => {
    const { metrics, all, shopCheck } = await scraped();
    metrics.probe(shopCheck, success(), state);
    await reloaded(metrics, catalog(rich), all);
    const text = await exposed(metrics);
    expect(text).toContain('integration_probes_total{integration="shop",check="http"} 1');
    expect(text).not.toMatch(/"(till|mid)"/);
  });

  test("exports the catalog: owners, promises, and dependencies through others", async () => {
    const { metrics } = await scraped();
    const text = await exposed(metrics);
    for (const line of [
      'integration_info{integration="shop",title="Shop",group="apis",project="storefront",team="platform",channel="#platform",email="platform@example.com",lifecycle="active"} 1',
      'integration_info{integration="mid",title="Shop",group="apis",project="",team="platform",',
      'integration_dependency{integration="till",depends_on="mid",direct="true"} 1',
      'integration_dependency{integration="till",depends_on="shop",direct="false"} 1',
      'integration_slo_objective_ratio{integration="shop",slo="availability"} 0.995',
      'integration_response_sla_seconds{integration="shop"} 7200',
      'integration_console_info{integration="shop",url="https://console.example.com"} 1',
      'integration_cost_dollars_per_month{integration="shop",bound="max"} 20',
      'integration_cost_budget_dollars_per_month{integration="shop"} 15',
      'integration_trial_end_timestamp_seconds{integration="shop"} 1800000000',
      'integration_latency_threshold_seconds{integration="shop",check="http",level="down"} 2',
      'integration_maintenance{integration="shop"} 1',
      'integration_maintenance{integration="till"} 0',
      'integration_maintenance_end_timestamp_seconds{integration="shop"} 600',
      'integration_maintenance_end_timestamp_seconds{integration="till"} NaN',
    ]) {
      expect(text).toContain(line);
    }
  });

  test("keeps its names whichever format was asked for before", async () => {
    const { metrics } = await scraped();
    const names = async () => new Set((await exposed(metrics)).match(/^integration\w+/gm));
    const before = await names();
    expect(await exposed(metrics, "openmetrics")).toMatch(/# EOF\n$/);
    expect(await names()).toEqual(before);
  });

  test("documents each metric that it exposes, and no other", async () => {
    const { metrics } = await scraped();
    const types = (await exposed(metrics)).match(/(?<=^# TYPE )integration\w+/gm);
    expect(types?.toSorted()).toEqual(ALL_METRICS.map(({ name }) => name).toSorted());
  });

  test("satisfies promtool", async () => {
    const { metrics, shopCheck } = await scraped();
    metrics.probe(shopCheck, failed(), state);
    const promtool = await engine("promtool");
    const { stdout, stderr, status } = spawnSync(promtool, ["check", "metrics"], {
      input: await exposed(metrics),
    });
    expect({ out: `${stdout}${stderr}`, status }).toEqual({ out: "", status: 0 });
  });

  test("answers a probe on demand with what a single probe tells", async () => {
    const one = check();
    const text = renderProbes([{ check: one, result: failed({ reason: "dns" }) }]);
    expect(text).toContain('integration_up{integration="shop",check="http"} 0');
    expect(text).toContain('integration_failure_reason{integration="shop",check="http",reason="dns"} 1');
    expect(text).not.toContain("integration_probes_total");
    expect(text).not.toContain("integration_status");
  });
});
