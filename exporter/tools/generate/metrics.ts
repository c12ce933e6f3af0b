import {
  CATALOG_METRICS,
  DURATION_BUCKETS,
  EXPORTER_METRICS,
  LATENESS_BUCKETS,
  type MetricDefinition,
  PROBE_METRICS,
  SECRET_METRICS,
  WEBHOOK_METRICS,
} from "../../src/metrics/definitions.ts";

function row({ name, type, labels, closed, declared, help }: MetricDefinition): string {
  const values = (label: string): string => {
    if (label === declared?.label) return ": as its provider says";
    return closed?.[label] ? `: ${closed[label].join(", ")}` : "";
  };
  return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\`${values(label)}`).join("<br>")} | ${help} |`;
}

const table = (metrics: Record<string, MetricDefinition>): string =>
  ["| metric | type | labels | meaning |", "|---|---|---|---|", ...Object.values(metrics).map(row)].join(
    "\n",
  );

/** The reference of `/metrics`. */
export async function files(): Promise<Record<string, string>> {
  const page = `# Metrics

Generated from \`exporter/src/metrics/definitions.ts\` by \`npm run generate\`.

Every series exists from the first scrape. What has not been measured yet is \`NaN\`, never a zero that lies: a
comparison with \`NaN\` is false, so a rule stays quiet, and \`x >= 0\` drops it before an average. A label whose values
are listed is a closed set. A state is a set of series, 1 for the current one and 0 for the others.

## What was measured

${table(PROBE_METRICS)}

Buckets of \`${PROBE_METRICS.probeDuration.name}\`: ${DURATION_BUCKETS.join(", ")} seconds, and every latency threshold and
latency objective of the catalog, so that a share at a threshold is exact.

## The catalog

${table(CATALOG_METRICS)}

## The inventory of secrets

${table(SECRET_METRICS)}

## Webhooks

${table(WEBHOOK_METRICS)}

## The exporter itself

${table(EXPORTER_METRICS)}

Buckets of \`${EXPORTER_METRICS.lateness.name}\`: ${LATENESS_BUCKETS.join(", ")} seconds. Beside these come the \`process_*\` and
\`nodejs_*\` metrics of the Prometheus client library.
`;
  return { "exporter/docs/metrics.md": page };
}
