import { describe, expect, test } from "@jest/globals";
import { exposed } from "../../test/exposed.ts";
import { integration } from "../../test/samples.ts";
import { DELIVERY_RESULTS, type Webhook } from "../contract.ts";
import { createMetrics } from "./metrics.ts";

const webhook = (over: Partial<Webhook> = {}): Webhook => ({
  integration: "shop",
  id: "shopify",
  signature: "shopify",
  secret: { env: "SECRET" },
  ...over,
});

const shop = (...webhooks: Webhook[]) => integration({ webhooks });

async function shown(
  ...steps: ((metrics: ReturnType<typeof createMetrics>) => unknown)[]
): Promise<string[]> {
  const metrics = createMetrics("1.2.3");
  for (const step of steps) await step(metrics);
  return (await exposed(metrics)).split("\n").filter((line) => line.startsWith("integration_webhook_"));
}

const line = (result: string, value: number, id = "shopify") =>
  `integration_webhook_deliveries_total{integration="shop",webhook="${id}",result="${result}"} ${value}`;

describe("deliveries of webhooks", () => {
  test("are 0 for each result from the first scrape", async () => {
    expect(await shown((metrics) => metrics.replace({ after: shop(webhook()), checks: [] }))).toEqual(
      DELIVERY_RESULTS.map((result) => line(result, 0)),
    );
  });

  test("are counted where they belong", async () => {
    const lines = await shown(
      (metrics) => metrics.replace({ after: shop(webhook(), webhook({ id: "orders" })), checks: [] }),
      (metrics) => metrics.delivery(webhook(), "bad_signature"),
      (metrics) => metrics.delivery(webhook({ id: "orders" }), "verified"),
    );
    expect(lines.filter((each) => !each.endsWith(" 0"))).toEqual([
      line("bad_signature", 1),
      line("verified", 1, "orders"),
    ]);
  });

  test("count on when the catalog changes their secret", async () => {
    const lines = await shown(
      (metrics) => metrics.replace({ after: shop(webhook()), checks: [] }),
      (metrics) => metrics.delivery(webhook(), "verified"),
      (metrics) =>
        metrics.replace({
          before: shop(webhook()),
          after: shop(webhook({ secret: { file: "/new" } })),
          checks: [],
        }),
      (metrics) => metrics.delivery(webhook({ secret: { file: "/new" } }), "verified"),
    );
    expect(lines).toContain(line("verified", 2));
  });

  test("end with their webhook, of which one may still be under way", async () => {
    const lines = await shown(
      (metrics) => metrics.replace({ after: shop(webhook()), checks: [] }),
      (metrics) => metrics.replace({ before: shop(webhook()), after: shop(), checks: [] }),
      (metrics) => metrics.delivery(webhook(), "verified"),
    );
    expect(lines).toEqual([]);
  });
});
