/**
 * A bad night on the HotDash catalog, fifteen times as fast: whom it wakes and what they read, by the real exporter,
 * Prometheus and Alertmanager. GOLDEN=write writes bad-night/notifications.golden.md anew.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runbooks } from "../../prometheus/test/runbooks.ts";
import type { Notification } from "../tools/demo/notifications.ts";
import { chapter, notifications } from "./bad-night/diary.ts";
import { type Night, startNight } from "./bad-night/night.ts";
import { isMarker, untilNothingFires, untilNothingIsPending } from "./bad-night/quiet.ts";
import { eventually } from "./eventually.ts";

const GOLDEN = join(import.meta.dirname, "bad-night/notifications.golden.md");
const MINUTE = 60_000;

let night: Night;
beforeAll(async () => {
  night = await startNight();
  await eventually(
    90,
    () => night.query("min by (integration) (integration_up) == 1"),
    (well) => well.length === 16,
  );
}, 2 * MINUTE);
afterAll(() => night?.stop(), MINUTE);

const chapters: string[] = [];
let told: Notification[] = [];

/** What is told from the last chapter on, once it is `enough`; the first line of each. */
async function tell(heading: string, enough: (news: Notification[]) => boolean): Promise<string[]> {
  const all = await eventually(
    MINUTE / 1000,
    () => notifications(night.receivers.inboxes).filter((one) => !isMarker(one)),
    (seen) => enough(newsIn(seen)),
  );
  const news = newsIn(all);
  told = all;
  chapters.push(chapter(heading, news, night.alertmanagerUrl));
  return news.map(({ to, resolved, title }) => `${to}: ${resolved ? "resolved: " : ""}${title}`);
}

/** In each inbox, what is new stands behind what was there. */
const newsIn = (all: Notification[]) =>
  [...Map.groupBy(all, ({ to }) => to)].flatMap(([to, those]) =>
    those.slice(told.filter((one) => one.to === to).length),
  );

describe("in a bad night", () => {
  test(
    "a spent quota of OpenAI is a message to its team, and no page",
    async () => {
      await night.simulator.set("openai", { kind: "own", name: "insufficient_quota" });
      expect(await tell("OpenAI runs out of quota", (news) => news.length > 0)).toEqual([
        expect.stringMatching(/^Slack #hotdash-ai: .*OpenAI: the quota that we pay for is spent/),
      ]);
    },
    2 * MINUTE,
  );

  test(
    "Supabase's death is one page to its team, with what it takes down; what it takes down pages nobody",
    async () => {
      await night.simulator.set("supabase", { kind: "refused" });
      const news = await tell("Supabase goes down", ({ length }) => length >= 2);
      expect(news).toEqual([
        expect.stringMatching(/^PagerDuty: Supabase is down: cannot connect$/),
        expect.stringMatching(/^Slack #hotdash-platform: .*Supabase is down/),
      ]);
      expect(chapters.at(-1)).toMatch(/: chatwoot-webhooks, mcp-supabase, shopify-webhooks\./);
      const failing = await night.query("integration_check:consecutive_failures:unavailable >= 3");
      expect(new Set(failing.map(({ integration }) => integration))).toEqual(
        new Set(["supabase", "chatwoot-webhooks", "mcp-supabase", "shopify-webhooks"]),
      );
    },
    2 * MINUTE,
  );

  test(
    "Shopify's revoked token is a second page, to the team whose token it is",
    async () => {
      await night.simulator.set("shopify", { kind: "revoked" });
      expect(await tell("Shopify's token is revoked", ({ length }) => length >= 2)).toEqual([
        expect.stringMatching(/^PagerDuty: Shopify Admin API rejects our credential/),
        expect.stringMatching(/^Slack #hotdash-support-tools: .*Shopify Admin API rejects our credential/),
      ]);
    },
    2 * MINUTE,
  );

  test("Prometheus answers what the runbooks have on-call paste, and has answered each rule", async () => {
    const queries = runbooks.flatMap((runbook) => runbook.queries);
    const asked = queries.map((query) =>
      query.replaceAll('"ID"', '"supabase"').replaceAll('"TEAM"', '"platform"'),
    );
    await Promise.all(asked.map((query) => night.query(query)));
    const [why = ""] = runbooks.find(({ name }) => name === "IntegrationDown")?.queries ?? [];
    expect(await night.query(why.replaceAll("ID", "supabase"))).toContainEqual(
      expect.objectContaining({ check: "gateway", reason: "connect" }),
    );
    expect(await night.query("prometheus_rule_evaluation_failures_total > 0")).toEqual([]);
  });

  test(
    "the recovery of all is told to whom their trouble was, and nothing else is",
    async () => {
      for (const upstream of ["openai", "supabase", "shopify"])
        await night.simulator.set(upstream, undefined);
      await untilNothingFires(night);
      await untilNothingIsPending(night);
      const news = await tell("All recover", () => true);
      const names = news.map((line) => line.replace(/: resolved: .*?(Supabase|Shopify|OpenAI).*/, ": $1"));
      expect(names.toSorted()).toEqual([
        "PagerDuty: Shopify",
        "PagerDuty: Supabase",
        "Slack #hotdash-ai: OpenAI",
        "Slack #hotdash-platform: Supabase",
        "Slack #hotdash-support-tools: Shopify",
      ]);
    },
    4 * MINUTE,
  );

  test("people read what is in the golden file", async () => {
    const text = `${chapters.join("\n\n")}\n`;
    if (process.env.GOLDEN === "write") await writeFile(GOLDEN, text);
    expect(text).toBe(await readFile(GOLDEN, "utf8"));
  });
});
