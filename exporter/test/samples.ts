/** Small valid things for tests to vary. */
import type { Catalog, Check, Integration, Phases, Ran, Team } from "../src/contract.ts";

export const team = (over: Partial<Team> = {}): Team => ({
  id: "platform",
  title: "Platform",
  channel: "#platform",
  email: "platform@example.com",
  escalation: [],
  ...over,
});

export const check = (over: Partial<Check> = {}): Check => ({
  integration: "shop",
  id: "http",
  provider: "http",
  config: {},
  intervalSeconds: 60,
  maxIntervalSeconds: 300,
  timeoutSeconds: 10,
  retries: 0,
  optional: false,
  secrets: [],
  vendor: false,
  observes: {},
  breaker: {
    consecutiveFailures: 5,
    failureRatio: 0.5,
    windowProbes: 20,
    minimumProbes: 10,
    openSeconds: 60,
    maxOpenSeconds: 600,
  },
  ...over,
});

export const integration = (over: Partial<Integration> = {}): Integration => ({
  id: "shop",
  title: "Shop",
  group: "apis",
  team: team(),
  lifecycle: "active",
  dependsOn: [],
  upstream: [],
  maintenance: [],
  notes: [],
  checks: [check({ integration: over.id ?? "shop" })],
  webhooks: [],
  ...over,
});

export const catalog = (...integrations: Integration[]): Catalog => ({
  links: {},
  concurrency: 64,
  secrets: [],
  teams: [...new Map(integrations.map((one) => [one.team.id, one.team])).values()],
  thresholds: integrations.flatMap(({ slo, checks }) => [
    ...(slo?.latency ? [slo.latency.belowSeconds] : []),
    ...checks.flatMap(({ latency }) => (latency ? [latency.degradedSeconds, latency.downSeconds] : [])),
  ]),
  integrations,
});

const PHASES: Phases = { dns: 0.001, connect: 0.002, tls: 0.003, wait: 0.09, transfer: 0.004 };

export const success = (over: Partial<Extract<Ran, { outcome: "success" }>> = {}): Ran => ({
  outcome: "success",
  startedAt: 1000,
  durationSeconds: 0.1,
  phases: PHASES,
  attempts: 1,
  observations: {},
  ...over,
});

export const failed = (over: Partial<Extract<Ran, { outcome: "failure" }>> = {}): Ran => ({
  outcome: "failure",
  reason: "server_error",
  detail: "status 503",
  startedAt: 1000,
  durationSeconds: 0.1,
  phases: PHASES,
  attempts: 1,
  observations: {},
  ...over,
});
