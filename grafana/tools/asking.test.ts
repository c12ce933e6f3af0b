import { expect, test } from "@jest/globals";
import { intervals, ofPanel, rangeOf, stepOf } from "./asking.ts";
import type { DashboardJson, PanelJson } from "./reading.ts";

const view = (rangeSeconds: number) => ({ url: "", end: 0, rangeSeconds, scrapeSeconds: 15 });
const DAY = 86_400;

test("a day on 800 pixels is asked for in steps of two minutes", () => {
  expect(stepOf(view(DAY), 800, [])).toBe(120);
  expect(stepOf(view(DAY), 100, [])).toBe(900);
});

test("no step is shorter than the panel, the query or the time between two scrapes says", () => {
  expect(stepOf(view(3600), 800, [])).toBe(15);
  expect(stepOf(view(3600), 800, ["1m", undefined])).toBe(60);
  expect(stepOf(view(3600), 800, ["1m", "5m"])).toBe(300);
});

test("the interval of a rate holds four scrapes at least, and the step with a scrape more", () => {
  expect(intervals(view(3600), 15)).toMatchObject({ __rate_interval: "60s", __interval: "15s" });
  expect(intervals(view(DAY), 120)).toMatchObject({ __rate_interval: "135s", __range: "86400s" });
});

test("a dashboard opens with the range that it says", () => {
  const opensWith = (from: string) => rangeOf({ time: { from, to: "now" } } as DashboardJson);
  expect([opensWith("now-24h"), opensWith("now-7d")]).toEqual([DAY, 7 * DAY]);
});

test("a panel that looks further back than its dashboard is asked for all that it shows", () => {
  const seen = (panel: Partial<PanelJson>) => ofPanel(panel as PanelJson, view(DAY)).rangeSeconds;
  expect([seen({}), seen({ timeFrom: "1y" })]).toEqual([DAY, 365 * DAY]);
});
