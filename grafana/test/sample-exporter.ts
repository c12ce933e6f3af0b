/** An exporter of samples: every metric of the definitions, varied enough that every query finds something. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  ALL_METRICS,
  CATALOG_METRICS,
  type MetricDefinition,
  PROBE_METRICS,
} from "../../exporter/src/metrics/definitions.ts";

type Labels = Record<string, string>;

/** `shop` needs `store`, which needs `host`; `idle` is not configured and has measured nothing. */
const INTEGRATIONS: Labels[] = [
  { integration: "shop", status: "degraded", state: "half_open", reason: "timeout", group: "apis" },
  { integration: "store", status: "down", state: "open", reason: "server_error", group: "infrastructure" },
  { integration: "host", status: "healthy", state: "closed", reason: "", group: "infrastructure" },
  { integration: "idle", status: "not_configured", state: "closed", reason: "", group: "apis" },
];
const DEPENDS_ON: Record<string, string[]> = { shop: ["store", "host"], store: ["host"] };

/** All are healthy at first, so that there is a time since when they are not. */
const HEALTHY_SCRAPES = 3;

const OPEN_LABELS: Record<string, readonly string[]> = {
  level: ["degraded", "down"],
  slo: ["availability", "latency"],
  bound: ["min", "max"],
};

const product = (sets: [string, readonly string[]][]): Labels[] =>
  sets.reduce<Labels[]>(
    (all, [name, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );

function labelSets({ labels, closed }: MetricDefinition, integration: Labels): Labels[] {
  const { integration: id = "", group = "" } = integration;
  const known: Record<string, readonly string[]> = {
    ...OPEN_LABELS,
    ...closed,
    integration: [id],
    group: [group],
    lifecycle: ["active"],
    check: ["http", "mcp"],
    depends_on: DEPENDS_ON[id] ?? [],
  };
  return product(labels.map((label) => [label, known[label] ?? [`some ${label}`]]));
}

/** Of one series at the scrape numbered `scrape`; NaN where the definition allows it and nothing was measured. */
function value(metric: MetricDefinition, labels: Labels, integration: Labels, scrape: number): number {
  const now = Date.now() / 1000;
  const sick = scrape > HEALTHY_SCRAPES;
  if (integration.status === "not_configured" && metric.help.includes("NaN")) return Number.NaN;
  switch (metric) {
    case PROBE_METRICS.status:
    case PROBE_METRICS.checkStatus:
      return Number(labels.status === (sick ? integration.status : "healthy"));
    case PROBE_METRICS.circuitBreakerState:
      return Number(labels.state === (sick ? integration.state : "closed"));
    case PROBE_METRICS.failureReason:
      return Number(sick && labels.reason === integration.reason);
    case PROBE_METRICS.consecutiveFailures:
      return sick && integration.reason ? scrape : 0;
    case PROBE_METRICS.certificateExpiry:
      return now + 30 * 86400;
    case PROBE_METRICS.circuitBreakerOpenUntil:
      return now + 60;
    case PROBE_METRICS.inventoryFingerprint:
      return Math.floor(scrape / 2);
    case CATALOG_METRICS.maintenance:
      return 0;
    default:
      if (metric.name.endsWith("_timestamp_seconds")) return now - 60;
      return metric.type === "counter" ? scrape : 1;
  }
}

const line = (name: string, labels: Labels, number: number) =>
  `${name}{${Object.entries(labels)
    .map(([label, text]) => `${label}="${text}"`)
    .join(",")}} ${number}\n`;

/** As many durations as probes, spread evenly over three buckets. */
const histogram = (name: string, labels: Labels, scrape: number) =>
  [0.1, 1, 5]
    .map((le, index) => line(`${name}_bucket`, { ...labels, le: `${le}` }, (scrape * (index + 1)) / 3))
    .concat(line(`${name}_bucket`, { ...labels, le: "+Inf" }, scrape))
    .concat(line(`${name}_sum`, labels, scrape), line(`${name}_count`, labels, scrape))
    .join("");

function family(metric: MetricDefinition, scrape: number): string {
  const owners = metric.labels.includes("integration") ? INTEGRATIONS : INTEGRATIONS.slice(0, 1);
  const series = owners.flatMap((integration) =>
    labelSets(metric, integration).map((labels) =>
      metric.type === "histogram"
        ? histogram(metric.name, labels, scrape)
        : line(metric.name, labels, value(metric, labels, integration, scrape)),
    ),
  );
  return `# TYPE ${metric.name} ${metric.type}\n${series.join("")}`;
}

/** Serves `/metrics` on a free port of 127.0.0.1. */
export async function startSampleExporter(): Promise<{ address: string; stop(): Promise<void> }> {
  // Time goes by scrapes: the story is the same on a slow machine.
  let scrape = 0;
  const server = createServer((_, response) => {
    scrape++;
    response.setHeader("content-type", "text/plain; version=0.0.4");
    response.end(ALL_METRICS.map((metric) => family(metric, scrape)).join(""));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
