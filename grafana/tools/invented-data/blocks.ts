/** Scrapes as blocks of Prometheus' storage. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Instant } from "../../../exporter/src/contract.ts";
import { engine } from "../../../exporter/tools/engines.ts";
import type { Scrape } from "./scrapes.ts";

/** Prometheus' own blocks are as long, and begin at such times. */
const BLOCK_SECONDS = 7200;
const TARGET = 'job="integration_exporter",instance="exporter:10120"';

/**
 * Writes a file for each block, and has promtool read it while the next one is being written.
 * @param restateSeconds as in `Pace`
 */
export async function writeBlocks(
  scrapes: AsyncIterable<Scrape>,
  folder: string,
  restateSeconds: number,
): Promise<void> {
  const stamp = createStamp(restateSeconds);
  let reading = Promise.resolve();
  let file: { stream: WriteStream; path: string; block: number } | undefined;

  async function finish(): Promise<void> {
    if (!file) return;
    const { stream, path } = file;
    stream.end("# EOF\n");
    await once(stream, "close");
    await reading;
    reading = readOpenMetrics(path, folder);
    // Told to whoever awaits it next.
    reading.catch(() => {});
  }

  for await (const scrape of scrapes) {
    const block = Math.floor(scrape.at / BLOCK_SECONDS);
    if (file?.block !== block) {
      await finish();
      const path = join(folder, `${block}.om`);
      file = { stream: createWriteStream(path), path, block };
    }
    if (!file.stream.write(stamp(scrape))) await once(file.stream, "drain");
  }
  await finish();
  await reading;
}

/** Has promtool make blocks of a file, which it reads once for each, and removes the file. */
export async function readOpenMetrics(path: string, folder: string): Promise<void> {
  const command = ["tsdb", "create-blocks-from", "--max-block-duration=200d", "openmetrics", "--quiet"];
  await promisify(execFile)(await engine("promtool"), [...command, path, folder]);
  await rm(path);
}

const COUNTER = /^\w+_(total|count|sum|bucket)\b/;

/** As the scraper stores it: each sample with its time and its target. */
function createStamp(restateSeconds: number): (scrape: Scrape) => string {
  let before: string[] = [];
  const counters = every(restateSeconds);
  const gauges = every(2 * restateSeconds);
  return ({ at, exposed, own }) => {
    const due = { counters: counters(at), gauges: gauges(at) };
    const again = (line: string) => (COUNTER.test(line) ? due.counters : due.gauges);
    const news = exposed.filter((line, index) => line !== before[index] || again(line));
    before = exposed;
    return [...news.map(targeted), ...ofScrape(exposed.length), ...own]
      .map((line) => `${line} ${at}\n`)
      .join("");
  };
}

/** Whether so many seconds have passed since it last said so. */
function every(seconds: number): (at: Instant) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return (at) => {
    const due = at - last >= seconds;
    if (due) last = at;
    return due;
  };
}

/** What Prometheus itself tells of each scrape. */
const ofScrape = (samples: number): string[] => [
  `up{${TARGET}} 1`,
  `scrape_duration_seconds{${TARGET}} 0.04`,
  `scrape_samples_scraped{${TARGET}} ${samples}`,
  `scrape_series_added{${TARGET}} 0`,
];

function targeted(line: string): string {
  const space = line.indexOf(" ");
  const brace = line.indexOf("{");
  return brace < 0 || brace > space
    ? `${line.slice(0, space)}{${TARGET}}${line.slice(space)}`
    : `${line.slice(0, brace + 1)}${TARGET},${line.slice(brace + 1)}`;
}
