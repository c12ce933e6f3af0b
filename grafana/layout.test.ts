/** How the dashboards look: rules in the spirit of Grafana's dashboard-linter, held against the JSON that Grafana reads. */
import { describe, expect, test } from "@jest/globals";
import { dashboard, line } from "./src/dashboard.ts";
import { UIDS } from "./src/navigation.ts";
import { stat } from "./src/panels.ts";
import * as states from "./src/states.ts";
import { dashboards, type PanelJson, panelsOf } from "./tools/reading.ts";

type Place = PanelJson["gridPos"];
const overlap = (a: Place, b: Place) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Rows of the grid that a usual screen shows. */
const SCREEN = { least: 18, most: 26 };

const textsUnder = (value: unknown, isWanted: (key: string) => boolean): string[] => {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "string" ? (isWanted(key) ? [inner] : []) : textsUnder(inner, isWanted),
  );
};

const hexes = (value: unknown): string[] =>
  textsUnder(value, () => true).filter((text) => /^#[0-9a-f]{6}$/i.test(text));
/** The last is the SDK's own for exemplars, which no query asks for. */
const PALETTE = new Set([...hexes({ ...states }), "transparent", "rgba(255,0,255,0.7)"]);

describe.each(dashboards)("dashboard $title", (dashboard) => {
  const panels = panelsOf(dashboard);
  const charts = panels.filter(({ type }) => type !== "row");

  test("gives its panels ids of their own that Grafana can hold, and names their queries", () => {
    const ids = panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !Number.isInteger(id) || id < 1 || id >= 2 ** 31)).toEqual([]);
    for (const { targets = [] } of charts)
      expect(targets.map(({ refId }) => refId)).toEqual([..."ABCDEFGHIJKLMNOP"].slice(0, targets.length));
  });

  test("lays no panel over another and none beyond the 24 columns", () => {
    const overlapping = panels.flatMap((a, index) =>
      panels
        .slice(index + 1)
        .filter((b) => overlap(a.gridPos, b.gridPos))
        .map((b) => `${a.title} and ${b.title}`),
    );
    expect(overlapping).toEqual([]);
    expect(panels.filter(({ gridPos: { x, w } }) => x < 0 || x + w > 24).map(({ title }) => title)).toEqual(
      [],
    );
  });

  test("cuts no panel in two at the end of the first screen", () => {
    const cuts = (y: number) => charts.filter(({ gridPos }) => gridPos.y < y && gridPos.y + gridPos.h > y);
    const ends = Array.from({ length: SCREEN.most - SCREEN.least + 1 }, (_, index) => SCREEN.least + index);
    expect(ends.map((y) => cuts(y).length)).toContain(0);
  });

  test("gives each panel a title of its own, and says what it means", () => {
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    const mute = charts.filter(({ description = "" }) => description.length < 40);
    expect(mute.map(({ title }) => title)).toEqual([]);
  });

  test("gives each number a unit, and each panel that may be empty a word", () => {
    const asking = charts.filter(({ targets = [] }) => targets.length > 0);
    const mayBeEmpty = asking.filter(
      ({ targets = [] }) => !targets.every(({ expr }) => expr.endsWith("or vector(0)")),
    );
    const without = (option: "unit" | "noValue", panels: PanelJson[]) =>
      panels.filter(({ fieldConfig }) => !fieldConfig?.defaults[option]).map(({ title }) => title);
    expect(without("unit", asking)).toEqual([]);
    expect(without("noValue", mayBeEmpty)).toEqual([]);
  });

  test("takes its colours from the palette", () => {
    const colors = textsUnder(dashboard, (key) => /^(color|fixedColor|iconColor)$/.test(key));
    expect([...new Set(colors)].filter((color) => !PALETTE.has(color))).toEqual([]);
  });

  test("links to dashboards that exist, for the same data source and time", () => {
    const urls = textsUnder(dashboard, (key) => key === "url").filter((url) => url.startsWith("/d/"));
    const uids = urls.map((url) => /^\/d\/([\w-]+)/.exec(url)?.[1]);
    expect(uids.filter((uid) => !Object.values<string | undefined>(UIDS).includes(uid))).toEqual([]);
    const ofPanels = textsUnder(panels, (key) => key === "url").filter((url) => url.startsWith("/d/"));
    // Both would show nothing elsewhere: the history is of months, and of another data source.
    const keeps = dashboard.uid !== UIDS.history;
    const wrong = ofPanels.filter((url) =>
      [`\${datasource:queryparam}`, `\${__url_time_range}`].some((part) => url.includes(part) !== keeps),
    );
    expect(wrong).toEqual([]);
    const others = dashboard.links?.filter(({ type }) => type === "dashboards") ?? [];
    expect(others).toEqual([
      expect.objectContaining({ tags: dashboard.tags, includeVars: keeps, keepTime: keeps }),
    ]);
  });
});

test("every uid is that of a dashboard", () => {
  expect(dashboards.map(({ uid }) => uid).toSorted()).toEqual(Object.values(UIDS).toSorted());
});

test("a line of panels that does not fill the grid is refused", () => {
  const panel = stat({ title: "Half", description: "", series: [], unit: "none" });
  const spec = {
    ...{ uid: UIDS.overview, title: "t", description: "", reading: "", from: "now-1h", refresh: "1m" },
    ...{ variables: [], annotations: [], sections: [{ lines: [line(4, [12, panel])] }] },
  };
  expect(() => dashboard(spec)).toThrow("12 columns wide, not 24");
});
