/**
 * The peer of a scrape: prom-client with the series of an exposition, all as gauges, which are its cheapest, served
 * without more ado. Its argument is a PromClientOptions as JSON.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { Gauge, Registry } from "prom-client";

export interface PromClientOptions {
  port: number;
  /** In Prometheus' text format. */
  expositionFile: string;
}

const SERIES = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

const { port, expositionFile } = JSON.parse(process.argv[2] ?? "") as PromClientOptions;
const registry = new Registry();
const gauges = new Map<string, Gauge<string>>();

for (const line of (await readFile(expositionFile, "utf8")).split("\n")) {
  const [, name, pairs = "", value] = SERIES.exec(line) ?? [];
  if (name === undefined) continue;
  const labels = Object.fromEntries([...pairs.matchAll(LABEL)].map(([, label, text]) => [label, text]));
  const gauge = gauges.get(name) ?? newGauge(name, Object.keys(labels));
  gauge.set(labels, Number(value?.replace("Inf", "Infinity")));
}

function newGauge(name: string, labelNames: string[]): Gauge<string> {
  const gauge = new Gauge({ name, help: name, labelNames, registers: [registry] });
  gauges.set(name, gauge);
  return gauge;
}

createServer(async (_request, response) => {
  const body = await registry.metrics();
  response.setHeader("Content-Type", registry.contentType).end(body);
}).listen(port, "127.0.0.1");
