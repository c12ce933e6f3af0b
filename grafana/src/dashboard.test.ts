/** Links to a panel, and diffs, hold while the dashboard around it changes. */
import { expect, test } from "@jest/globals";
import { dashboard, line } from "./dashboard.ts";
import { UIDS } from "./navigation.ts";
import { stat } from "./panels.ts";

const panel = (title: string) => stat({ title, description: "", series: [], unit: "none" });

function idsByTitle(...titles: string[]) {
  const { panels = [] } = dashboard({
    ...{ uid: UIDS.overview, title: "t", description: "", reading: "", from: "now-1h", refresh: "1m" },
    ...{
      variables: [],
      annotations: [],
      sections: [{ lines: titles.map((title) => line(4, [24, panel(title)])) }],
    },
  });
  return Object.fromEntries(panels.map(({ title, id }) => [title, id]));
}

test("a panel keeps its id when others come before it or go", () => {
  const before = idsByTitle("gone", "kept", "last");
  const after = idsByTitle("new", "last", "kept");
  expect([after.kept, after.last]).toEqual([before.kept, before.last]);
});
