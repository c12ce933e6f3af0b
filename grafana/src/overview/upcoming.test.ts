import { test } from "@jest/globals";
import { judge, queriesOf } from "../../test/promtool.ts";
import { runningOut } from "./upcoming.ts";

const [when = ""] = queriesOf(runningOut());

const DAY = 86_400;
const owned = (integration: string) => ({
  [`integration_info{integration="${integration}", team="web"}`]: "1x20",
});
const expires = (check: string, days: number) => ({
  [`integration_tls_certificate_expiry_timestamp_seconds{integration="shop", check="${check}"}`]: `${days * DAY}x20`,
});
/** Of 1000 calls ten are used each minute, until the quota is full again. */
const spent = (integration: string, resetMinutes: number) => ({
  [`integration_quota_remaining{integration="${integration}", check="api", quota="calls"}`]: "1000-10x20",
  [`integration_quota_reset_timestamp_seconds{integration="${integration}", check="api", quota="calls"}`]: `${resetMinutes * 60}x20`,
});
const row = (what: string, integration: string, of: string) =>
  `{what="${what}", integration="${integration}", of="${of}", team="web"}`;

test("a certificate is listed from 30 days ahead", async () => {
  await judge({
    series: { ...owned("shop"), ...expires("front", 29), ...expires("back", 31) },
    expr: when,
    at: 1,
    gives: { [row("certificate ends", "shop", "front")]: 29 * DAY * 1000 },
  });
});

test("a quota is listed when it will be spent before it is full again, and with when", async () => {
  await judge({
    series: { ...owned("shop"), ...owned("mail"), ...spent("shop", 120), ...spent("mail", 90) },
    expr: when,
    at: 20,
    gives: { [row("quota spent", "shop", "calls")]: 100 * 60 * 1000 },
  });
});
