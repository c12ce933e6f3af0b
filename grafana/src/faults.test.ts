/** "Theirs or ours?" for what an integration can suffer from. */
import { test } from "@jest/globals";
import { judge } from "../test/promtool.ts";
import { FAULT_MAPPING, fault } from "./faults.ts";

const LABELS = 'integration="a", check="http"';
const failing = (reason: string) => ({
  [`integration_failure_reason{${LABELS}, reason="${reason}"}`]: "1",
  [`integration_consecutive_failures{${LABELS}}`]: "4",
  [`integration_check_status{${LABELS}, status="down"}`]: "1",
});
const vendorIs = (status: string) => ({
  [`integration_vendor_status{integration="a", check="vendor", status="${status}"}`]: "1",
});
const dependencyFails = {
  'integration_dependency:consecutive_failures:max{integration="a", depends_on="b"}': "3",
};
const works = {
  [`integration_failure_reason{${LABELS}, reason="timeout"}`]: "0",
  [`integration_consecutive_failures{${LABELS}}`]: "0",
  [`integration_check_status{${LABELS}, status="down"}`]: "0",
};

const slow = { [`integration_check_status{${LABELS}, status="degraded"}`]: "1" };

const codeOf = (text: string): number =>
  Number(Object.entries(FAULT_MAPPING.options).find(([, option]) => option.text === text)?.[0]);

test.each<[string, Record<string, string>, string]>([
  ["a rejected credential", failing("unauthorized"), "ours"],
  ["a spent quota", failing("quota_exhausted"), "ours"],
  ["a server's error", failing("server_error"), "theirs"],
  ["a time-out", failing("timeout"), "network"],
  [
    "a time-out while the vendor tells of an outage",
    { ...failing("timeout"), ...vendorIs("down") },
    "theirs",
  ],
  [
    "a time-out while the vendor says that all is well",
    { ...failing("timeout"), ...vendorIs("healthy") },
    "network",
  ],
  [
    "a rejected credential while the vendor tells of trouble",
    { ...failing("unauthorized"), ...vendorIs("degraded") },
    "ours",
  ],
  ["failures while a dependency fails", { ...failing("server_error"), ...dependencyFails }, "a dependency's"],
  ["nothing", works, "nothing fails"],
  ["nothing while a dependency fails", { ...works, ...dependencyFails }, "nothing fails"],
  ["nothing while the vendor tells of trouble", { ...works, ...vendorIs("degraded") }, "nothing fails"],
  ["slow answers", { ...works, ...slow }, "slow, or just back"],
  [
    "slow answers while the vendor tells of trouble",
    { ...works, ...slow, ...vendorIs("degraded") },
    "theirs",
  ],
])("%s", async (_, series, text) => {
  await judge({ series, expr: fault('integration="a"'), gives: { "{}": codeOf(text) } });
});
