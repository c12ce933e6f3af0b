import {
  type Check,
  type CheckState,
  type Circuit,
  type Instant,
  type MaintenanceState,
  STATUSES,
  type Status,
} from "../contract.ts";
import { type Html, html, trusted } from "./html.ts";
import { STYLE } from "./page-style.ts";
import { ago, type OverviewRow, span, utc } from "./site.ts";

/** Of windows that begin later nothing is said yet. */
const SOON_SECONDS = 86_400;

export interface Page {
  version: string;
  metricsPath: string;
  now: Instant;
  rows: OverviewRow[];
  /** Names of the alerts that have a runbook. */
  runbooks: string[];
}

/** The landing page: one file of HTML, which reads itself anew now and then. */
export const renderPage = (page: Page): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="15">
<title>integration_exporter</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<h1>integration_exporter <small>${page.version}</small></h1>
<nav>
<a href="${page.metricsPath}">Metrics</a>
<a href="/-/healthy">Health</a>
<a href="/-/ready">Readiness</a>
</nav>
</header>
<main>
${page.rows.length > 0 ? [counts(page.rows), table(page)] : html`<p class="scroll empty">No integrations yet: name one in the catalog, then reload.</p>`}
</main>
<footer>${page.runbooks.length > 0 ? runbooks(page.runbooks) : ""}</footer>
</body>
</html>
`.markup;

const words = (status: Status): string => status.replace("_", " ");

function counts(rows: OverviewRow[]): Html {
  const present = STATUSES.map((status) => ({
    status,
    count: rows.filter((r) => r.status === status).length,
  }));
  return html`<ul class="counts">${present
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => html`<li class="${status}"><b>${count}</b>${words(status)}</li>`)}</ul>`;
}

function table({ rows, now }: Page): Html {
  const groups = Map.groupBy(rows, ({ integration }) => integration.group);
  return html`<div class="scroll"><table>
<thead><tr><th>Integration</th><th>Check</th><th>Status</th><th>Why</th><th>Breaker</th><th class="number">p95</th><th class="number">Success</th><th class="number">Last probe</th><th></th></tr></thead>
${[...groups].map(
  ([group, members]) => html`<tbody>
<tr class="group"><th colspan="9" scope="rowgroup">${group}</th></tr>
${members.map((row) => integrationRows(row, now))}
</tbody>
`,
)}</table></div>`;
}

function integrationRows({ integration, status, maintenance, checks }: OverviewRow, now: Instant): Html {
  // Active is what is expected: the other stages of life are worth a word.
  const stage = integration.lifecycle === "active" ? [] : [integration.lifecycle];
  const about = [integration.id, integration.team.title, ...stage];
  const title = html`<th scope="rowgroup" rowspan="${Math.max(1, checks.length)}">${integration.title}<span class="id">${about.join(" · ")}</span>${upkeep(maintenance, now)}</th>`;
  if (checks.length === 0) {
    return html`<tr>${title}<td></td><td>${pill(status)}</td><td class="why" colspan="6">No checks</td></tr>\n`;
  }
  return html`${checks.map(
    ({ check, state }, index) => html`<tr>${index === 0 ? title : ""}${checkCells(check, state, now)}</tr>\n`,
  )}`;
}

function upkeep(maintenance: MaintenanceState, now: Instant): Html | undefined {
  if (maintenance.lasts)
    return html`<span class="upkeep now">In maintenance until ${time(maintenance.to, utc(maintenance.to, now))}&nbsp;UTC</span>`;
  const { next } = maintenance;
  if (!next || next.from - now > SOON_SECONDS) return undefined;
  const { from, to } = next;
  return html`<span class="upkeep">Maintenance ${time(from, utc(from, now))} to ${time(to, utc(to, from))}&nbsp;UTC</span>`;
}

const pill = (status: Status): Html => html`<span class="status ${status}">${words(status)}</span>`;

function checkCells(check: Check, state: CheckState, now: Instant): Html {
  const debug = `/probe?${new URLSearchParams({ integration: check.integration, check: check.id, debug: "true" })}`;
  return html`<td>${check.id}</td><td>${pill(state.status)}</td><td class="why">${told(state)}</td><td>${breaker(state.circuit, now)}</td><td class="number">${measured(state.p95Seconds, span)}</td><td class="number">${measured(state.successRatio, percent)}</td><td class="number">${lastProbe(state, now)}</td><td><a href="${debug}" title="Probe ${check.integration}/${check.id} now and show every step">Probe</a></td>`;
}

const measured = (value: number, format: (value: number) => string): string =>
  Number.isNaN(value) ? "–" : format(value);

const percent = (ratio: number): string => `${Number((ratio * 100).toFixed(1))} %`;

function breaker(circuit: Circuit, now: Instant): Html {
  if (circuit.at === "closed") return html`closed`;
  if (circuit.at === "half_open") return html`<span class="sick">half open</span>`;
  return html`<span class="sick">open</span><span class="id">tries in ${span(Math.max(0, circuit.until - now))}</span>`;
}

function lastProbe({ last }: CheckState, now: Instant): Html {
  return last ? time(last.startedAt, ago(last.startedAt, now)) : html`–`;
}

const time = (at: Instant, words: string): Html =>
  html`<time datetime="${new Date(at * 1000).toISOString()}">${words}</time>`;

/** Of what is well one wants to know what it is up to; of anything else, why. */
const told = ({ status, why, lastGood }: CheckState): string =>
  status === "healthy" ? (lastGood.summary ?? why) : why;

const runbooks = (alerts: string[]): Html =>
  html`Runbooks<ul>${alerts.map((alert) => html`<li><a href="/runbooks/${alert}.md">${alert}</a></li>`)}</ul>`;
