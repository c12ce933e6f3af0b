import type { Site } from "../src/http/site.ts";

/** All that the exporter exposes, as its scraper reads it. */
export async function exposed(
  metrics: { render: Site["metrics"] },
  format: "text" | "openmetrics" = "text",
): Promise<string> {
  const loans = await metrics.render(format);
  const text = Buffer.concat(loans.map(({ bytes }) => bytes)).toString();
  for (const loan of loans) loan.giveBack();
  return text;
}
