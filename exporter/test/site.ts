/** A site for tests of the HTTP side: everything is well, nothing is behind it. */
import { pino } from "pino";
import type { CheckState } from "../src/contract.ts";
import type { Site } from "../src/http/site.ts";
import { integration, success } from "./samples.ts";

export const NOW = 1_800_000_000;

/** A text to be sent as these pieces. */
export const pieces = (...texts: (string | Uint8Array)[]) =>
  texts.map((text) => ({ bytes: Buffer.from(text), giveBack() {} }));

export const checkState = (over: Partial<CheckState> = {}): CheckState => ({
  status: "healthy",
  why: "All 60 probes of the last hour succeeded",
  successRatio: 1,
  answerRatio: 1,
  p95Seconds: 0.212,
  consecutiveFailures: 0,
  last: success({ startedAt: NOW - 12 }),
  lastGood: {},
  circuit: { at: "closed" },
  intervalSeconds: 60,
  ...over,
});

export const site = (over: Partial<Site> = {}): Site => ({
  version: "1.2.3",
  metricsPath: "/metrics",
  clock: { now: () => NOW },
  metrics: async (format) => pieces(`# ${format}\n`),
  ready: () => true,
  reload: async () => ({ ok: true }),
  probe: async () => undefined,
  deliver: async () => undefined,
  overview: () => [
    {
      integration: integration(),
      status: "healthy",
      maintenance: { lasts: false },
      checks: integration().checks.map((check) => ({ check, state: checkState() })),
    },
  ],
  runbooks: async () => ["IntegrationDown"],
  runbook: async (alert) => (alert === "IntegrationDown" ? "# Meaning\n" : undefined),
  ...over,
});

/** A logger and what it wrote, a string a line. */
export function recordedLog() {
  const lines: string[] = [];
  return { log: pino({ level: "debug" }, { write: (line) => void lines.push(line) }), lines };
}
