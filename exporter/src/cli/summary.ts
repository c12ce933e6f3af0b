import type { Catalog, Integration } from "../contract.ts";
import { drawTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** What `check` prints of a good catalog. Ends with `OK`. */
export function summary({ integrations }: Pick<Catalog, "integrations">, terminal: Terminal): string {
  const checks = integrations.flatMap((integration) => integration.checks);
  const perMinute = checks.reduce((total, { intervalSeconds }) => total + 60 / intervalSeconds, 0);
  const providers = [...Map.groupBy(checks, ({ provider }) => provider)]
    .map(([provider, { length }]) => ({ provider, count: length }))
    .sort((a, b) => b.count - a.count || a.provider.localeCompare(b.provider));
  return [
    drawTable(["INTEGRATION", "CHECKS", "TEAM", "LIFECYCLE"], integrations.map(row), terminal),
    `${count(integrations.length, "integration")}, ${count(checks.length, "check")}, ${Number(perMinute.toFixed(1))} probes a minute`,
    ...(checks.length > 0
      ? [`Providers: ${providers.map((p) => `${p.provider} ${p.count}`).join(", ")}`]
      : []),
    "OK",
    "",
  ].join("\n");
}

const row = ({ id, checks, team, lifecycle }: Integration) => [
  { text: id, tone: "strong" as const },
  checks.map((check) => `${check.id} every ${interval(check.intervalSeconds)}`).join(", "),
  team.id,
  lifecycle,
];

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** As a catalog writes it: `30s`, `5m`, `1h30m`. */
function interval(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = Number((seconds % 60).toFixed(3));
  return [hours && `${hours}h`, minutes && `${minutes}m`, rest && `${rest}s`].filter(Boolean).join("");
}
