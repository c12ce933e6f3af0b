import { describe, expect, test } from "@jest/globals";
import { parse, quantile, rows } from "./snapshot.ts";

const EXPOSITION = `# HELP integration_info Always 1; who owns an integration and where it belongs.
# TYPE integration_info gauge
integration_info{integration="supabase",title="Say \\"hi\\", {you}",team="platform"} 1
integration_info{integration="fresh",title="Fresh",team="platform"} 1
integration_status{integration="supabase",status="healthy"} 0
integration_status{integration="supabase",status="down"} 1
integration_status{integration="fresh",status="unknown"} 1
integration_circuit_breaker_state{integration="supabase",check="http",state="closed"} 1
integration_circuit_breaker_state{integration="supabase",check="tcp",state="open"} 1
integration_circuit_breaker_state{integration="fresh",check="http",state="closed"} 1
integration_success_ratio{integration="supabase",check="http"} 0.9
integration_success_ratio{integration="supabase",check="tcp"} 0.5
integration_success_ratio{integration="fresh",check="http"} NaN
integration_failure_reason{integration="supabase",check="http",reason="timeout"} 0
integration_failure_reason{integration="supabase",check="tcp",reason="connect"} 1
integration_probe_duration_seconds_bucket{integration="supabase",check="http",le="0.1"} 0
integration_probe_duration_seconds_bucket{integration="supabase",check="http",le="0.2"} 20
integration_probe_duration_seconds_bucket{integration="supabase",check="http",le="+Inf"} 20
integration_probe_duration_seconds_bucket{integration="supabase",check="tcp",le="0.1"} 20
integration_probe_duration_seconds_bucket{integration="supabase",check="tcp",le="+Inf"} 20
integration_probe_duration_seconds_bucket{integration="fresh",check="http",le="+Inf"} 0
process_cpu_seconds_total 1.5
`;

describe("the rows of the live table", () => {
  test("show an integration with the worst of its checks", () => {
    const [supabase] = rows(EXPOSITION);
    expect(supabase).toMatchObject({
      integration: "supabase",
      status: "down",
      successRatio: 0.5,
      breaker: "open",
      reason: "connect",
    });
    expect(supabase?.p95Seconds).toBeCloseTo(0.195);
  });

  test("show nothing measured as NaN, and no reason", () => {
    expect(rows(EXPOSITION)[1]).toEqual({
      integration: "fresh",
      status: "unknown",
      successRatio: Number.NaN,
      breaker: "closed",
      p95Seconds: Number.NaN,
    });
  });

  test("are only of integrations, not of the process", () => {
    expect(rows(EXPOSITION).map(({ integration }) => integration)).toEqual(["supabase", "fresh"]);
  });
});

test("a label value may hold quotes, commas and braces", () => {
  expect(parse(EXPOSITION)[0]?.labels).toEqual({
    integration: "supabase",
    title: 'Say \\"hi\\", {you}',
    team: "platform",
  });
});

describe("a quantile", () => {
  const bucket = (le: string, value: number) => ({ name: "x_bucket", labels: { le }, value });
  test("lies within its bucket, as in Prometheus", () => {
    expect(quantile(0.5, [bucket("1", 10), bucket("2", 20), bucket("+Inf", 20)])).toBe(1);
    expect(quantile(0.75, [bucket("1", 10), bucket("2", 20), bucket("+Inf", 20)])).toBe(1.5);
  });
  test("above the last bound is that bound", () => {
    expect(quantile(0.95, [bucket("1", 0), bucket("+Inf", 20)])).toBe(1);
  });
});
