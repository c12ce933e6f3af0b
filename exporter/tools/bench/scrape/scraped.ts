/** One scrape, as the scraper and as the event loop of the scraped sees it. */
import { takeCounts } from "../counting.ts";
import { fetchWhole } from "../fetch-whole.ts";

export interface Scraped {
  milliseconds: number;
  body: Buffer;
  blockedMs: number;
}

export interface Server {
  url: string;
  /** Where the hook that watches its event loop listens. */
  loopDelayPort: number;
}

const OPENMETRICS = "application/openmetrics-text; version=1.0.0";
const GZIP = { "accept-encoding": "gzip" };

/** What a scraper can ask for, by name. */
const HEADERS = {
  text: {},
  "text, gzip": GZIP,
  OpenMetrics: { accept: OPENMETRICS },
  "OpenMetrics, gzip": { accept: OPENMETRICS, ...GZIP },
} as const satisfies Record<string, Record<string, string>>;
export type Variant = keyof typeof HEADERS;
export const VARIANTS = Object.keys(HEADERS) as Variant[];

/** Runs `during`, and tells for how long the server's event loop was blocked at most meanwhile. */
export async function watching<T>({ loopDelayPort }: Server, during: () => Promise<T>) {
  await takeCounts(loopDelayPort);
  const result = await during();
  return { result, blockedMs: (await takeCounts<number>(loopDelayPort)) * 1000 };
}

export async function scrapeOnce(server: Server, variant: Variant): Promise<Scraped> {
  const { result, blockedMs } = await watching(server, () =>
    fetchWhole(`${server.url}/metrics`, { headers: HEADERS[variant] }),
  );
  return { milliseconds: result.seconds * 1000, body: result.body, blockedMs };
}
