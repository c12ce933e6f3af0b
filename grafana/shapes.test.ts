/** Every query of the dashboards over a day of a hundred integrations: it finds what its panel shows, and at once. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Service } from "../exporter/tools/stack.ts";
import { disagreements } from "./test/agreement.ts";
import { startInventedData } from "./test/invented-data.ts";
import { answersOf, type Opened, open, slow } from "./test/opened.ts";
import { misshapen, missingColumns } from "./test/shapes.ts";
import { startCopy } from "./test/victoria-metrics.ts";
import { type Answer, askPanel } from "./tools/asking.ts";
import { page } from "./tools/draw/page.ts";
import { END } from "./tools/invented-data/invented-data.ts";
import { asPanel, dashboardsByFile, type PanelJson, panelsOf } from "./tools/reading.ts";

/** The exporter is what it tells of. */
const OF_EXPORTERS = ["exporter"];

let prometheus: Service;
let victoriaMetrics: Service;

beforeAll(async () => {
  prometheus = await startInventedData();
  victoriaMetrics = await startCopy(prometheus.url, END);
}, 380_000);
afterAll(async () => {
  await victoriaMetrics?.stop();
  await prometheus?.stop();
});

/** What is wrong with a panel wherever it is opened, and what it finds nowhere. */
async function objections(panel: PanelJson, file: string, all: Opened[]): Promise<string[]> {
  const wrong = new Set<string>();
  let nowhere: string[] | undefined;
  for (const opened of all) {
    const answers = await answersOf(panel, opened);
    for (const one of [...misshapen(panel, answers), ...slow(answers), ...scraped(file, answers)])
      wrong.add(one);
    const here = [...empty(answers), ...missingColumns(panel, answers).map((name) => `no column ${name}`)];
    nowhere = nowhere?.filter((one) => here.includes(one)) ?? here;
  }
  return [...wrong, ...(nowhere ?? [])].map((objection) => `${panel.title}: ${objection}`);
}

const empty = (answers: Answer[]): string[] =>
  answers.filter(({ series }) => series.length === 0).map(({ target }) => `${target.refId} finds nothing`);

/** Several exporters may watch one integration: what tells of integrations says nothing of who scraped it. */
const scraped = (file: string, answers: Answer[]): string[] =>
  OF_EXPORTERS.includes(file)
    ? []
    : answers
        .filter(({ series }) => series.some(({ metric }) => "job" in metric || "instance" in metric))
        .map(({ target }) => `${target.refId} tells job or instance`);

/** What VictoriaMetrics answers otherwise where it is the data source. */
async function disputed(panel: PanelJson, { view, variables }: Opened): Promise<string[]> {
  const there = { ...view, url: victoriaMetrics.url };
  const [answers, others] = await Promise.all([view, there].map((one) => askPanel(panel, one, variables)));
  return (answers ?? [])
    .flatMap((answer, index) => disagreements(answer, others?.[index] as Answer))
    .map((objection) => `${panel.title}: ${objection}`);
}

const namesIn = (text = "") => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name as string);

async function objectionsToEvents(
  events: { name: string; target?: unknown; textFormat?: string },
  all: Opened[],
): Promise<string[]> {
  const { name, textFormat } = events;
  const answers = (await Promise.all(all.map((opened) => answersOf(asPanel(events), opened)))).flat();
  const series = answers.flatMap((answer) => answer.series);
  const nameless = namesIn(textFormat).filter((label) => series.some(({ metric }) => !(label in metric)));
  const found = series.length > 0 ? [] : ["finds nothing"];
  return [...slow(answers), ...found, ...nameless.map((label) => `no label ${label}`)].map(
    (objection) => `${name}: ${objection}`,
  );
}

describe.each(Object.entries(dashboardsByFile))("%s", (file, dashboard) => {
  test("its queries find what its panels show, each within half a second", async () => {
    const opened = await open(prometheus.url, file, dashboard);
    const found: string[] = [];
    for (const panel of panelsOf(dashboard).filter(({ targets = [] }) => targets.length > 0))
      found.push(...(await objections(panel, file, opened)));
    expect(found).toEqual([]);
  }, 120_000);

  test("its annotations find events, with all that their texts name", async () => {
    const opened = await open(prometheus.url, file, dashboard);
    const all = (dashboard.annotations?.list ?? []).map((events) => objectionsToEvents(events, opened));
    expect((await Promise.all(all)).flat()).toEqual([]);
  }, 60_000);

  test("VictoriaMetrics finds the same, where that is its data source", async () => {
    const [opened, there] = await Promise.all(
      [prometheus, victoriaMetrics].map(({ url }) => open(url, file, dashboard)),
    );
    const choices = (all: Opened[] = []) => all.map(({ variables }) => variables);
    expect(choices(there)).toEqual(choices(opened));
    const events = (dashboard.annotations?.list ?? []).map(asPanel);
    const found: string[] = [];
    for (const one of opened ?? [])
      for (const panel of [...panelsOf(dashboard), ...events]) found.push(...(await disputed(panel, one)));
    expect(found).toEqual([]);
  }, 120_000);

  test("it can be drawn", async () => {
    const [{ view, variables }] = (await open(prometheus.url, file, dashboard)) as [Opened];
    const { html } = await page(dashboard, view, variables);
    expect(html.match(/.{40}(not drawn|undefined|NaN|\[object).{40}/)?.[0]).toBeUndefined();
  }, 60_000);
});
