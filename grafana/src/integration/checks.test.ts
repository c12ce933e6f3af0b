import { test } from "@jest/globals";
import { judge, queryOf } from "../../test/promtool.ts";
import { checks, lastProbes } from "./checks.ts";

const opened = (expr: string) => expr.replaceAll("$check", ".+").replaceAll('="$integration"', '="shop"');
const OF = 'integration="shop", check="http"';

test("while two exporters see a check fail for different reasons, it stands in one row", async () => {
  const failing = (words: string) => `integration_check:failure_reason:words{${OF}, words="${words}"}`;
  await judge({
    series: { [failing("timed out")]: "1", [failing("cannot connect")]: "1" },
    expr: `count(${opened(queryOf(checks(), "Failing because"))})`,
    gives: { "{}": 1 },
  });
});

test("why a probe failed is told in words, probe by probe", async () => {
  const failing = (reason: string) => `integration_failure_reason{${OF}, reason="${reason}"}`;
  const words = (reason: string, words: string) => `reason:words:info{reason="${reason}", words="${words}"}`;
  const row = (at: number, reason: string, words: string) =>
    `{check="http", at="${at}", reason="${reason}", words="${words}"}`;
  await judge({
    series: {
      [`integration_last_probe_timestamp_seconds{${OF}}`]: "60 120",
      [failing("timeout")]: "1 0",
      [failing("dns")]: "0 1",
      [words("timeout", "timed out")]: "1x2",
      [words("dns", "name does not resolve")]: "1x2",
    },
    expr: opened(queryOf(lastProbes(), "Reason")),
    at: 1,
    gives: {
      [row(60, "timeout", "timed out")]: 1,
      [row(120, "dns", "name does not resolve")]: 1,
    },
  });
});
