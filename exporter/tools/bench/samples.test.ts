import { expect, test } from "@jest/globals";
import { buckets, probesIn, samplesOf } from "./samples.ts";

const EXPOSITION = `# HELP integration_probes_total Probes that ran.
# TYPE integration_probes_total counter
integration_probes_total{integration="a b",check="http"} 10
integration_probes_total{integration="c",check="http"} 5
integration_probe_failures_total{integration="c",check="http",reason="dns"} 2
integration_probe_failures_total{integration="c",check="http",reason="tls"} 1
lateness_bucket{le="0.001"} 7
lateness_bucket{le="+Inf"} 9
`;

test("successes are probes without failures, over all checks and reasons", () => {
  expect(probesIn(samplesOf(EXPOSITION))).toEqual({ successes: 12, failures: 3 });
});

test("a histogram's buckets are found with their bounds", () => {
  expect(buckets(samplesOf(EXPOSITION), "lateness")).toEqual([
    { le: 0.001, count: 7 },
    { le: Number.POSITIVE_INFINITY, count: 9 },
  ]);
});
