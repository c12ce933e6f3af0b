import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exposePairs } from "../../../exporter/src/metrics/exposition.ts";
import { queryRange, type Series } from "../query.ts";
import { readOpenMetrics } from "./blocks.ts";
import { servePrometheus } from "./serve.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
const DAYS = 90;

/** What is recorded of each day, for a season before: each hour of its last day stands for a day of those. */
export async function recordDays(folder: string, end: number): Promise<void> {
  const server = await servePrometheus(folder);
  const range = { start: end - DAY, end, step: HOUR };
  const known = await queryRange(server.url, 'last_over_time({__name__=~"integration_day:.+"}[1h])', range);
  await server.stop();
  const file = join(folder, "days.om");
  const midnight = end - (end % DAY);
  await writeFile(file, `${known.map((series) => past(series, midnight - DAY)).join("")}# EOF\n`);
  await readOpenMetrics(file, folder);
}

function past({ metric: { __name__: name, ...labels }, values }: Series, latest: number): string {
  const series = `${name}{${exposePairs(labels)}}`;
  return Array.from({ length: DAYS }, (_, day) => {
    const at = latest - (DAYS - 1 - day) * DAY;
    return `${series} ${values[day % values.length]?.[1]} ${at}\n`;
  }).join("");
}
