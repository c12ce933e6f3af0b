import { expect, test } from "@jest/globals";
import { negotiate } from "./negotiate.ts";

const PROMETHEUS_3 =
  "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

test.each([
  [PROMETHEUS_3, "openmetrics"],
  ["text/plain;version=0.0.4;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1", "text"],
  ["application/openmetrics-text; version=1.0.0; charset=utf-8", "openmetrics"],
  ['Application/OpenMetrics-Text; version="1.0.0"', "openmetrics"],
  ["application/openmetrics-text", "openmetrics"],
  ["application/openmetrics-text;version=0.0.1,text/plain;q=0.5", "text"],
  ["application/openmetrics-text;q=0", "text"],
  ["application/openmetrics-text;q=0.3,text/*;q=0.5", "text"],
  ["text/html,application/xhtml+xml,*/*;q=0.8", "text"],
  ["*/*", "text"],
  [
    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7",
    "text",
  ],
  ["application/openmetrics-text;q=x", "text"],
  ["", "text"],
  [undefined, "text"],
])("Accept: %s gets %s", (accept, format) => {
  expect(negotiate(accept)).toBe(format);
});
