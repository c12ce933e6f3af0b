import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { dashboardsByFile, panelsOf } from "../../../grafana/tools/reading.ts";
import { files } from "./dashboards.ts";

const PICTURES = resolve(import.meta.dirname, "../../docs/pictures");
const pages = await files();
const page = (file: string) => pages[`exporter/docs/dashboards/${file}.md`] ?? "";

test.each(Object.entries(dashboardsByFile))(
  "the page of %s tells of each of its panels",
  (file, dashboard) => {
    const charts = panelsOf(dashboard).filter(({ type }) => type !== "row");
    expect(
      charts.filter(({ title }) => !page(file).includes(`| ${title} |`)).map(({ title }) => title),
    ).toEqual([]);
  },
);

test("every page has its picture, small enough to be looked at anywhere", async () => {
  const pictures = await readdir(PICTURES);
  expect(pictures.toSorted()).toEqual(
    Object.keys(dashboardsByFile)
      .map((file) => `${file}.png`)
      .toSorted(),
  );
  const sizes = await Promise.all(pictures.map(async (name) => (await stat(join(PICTURES, name))).size));
  expect(sizes.filter((size) => size > 160_000)).toEqual([]);
});

test("links between pages lead somewhere", () => {
  const all = Object.entries(pages).flatMap(([path, text]) =>
    [...text.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, target]) => ({ path, target })),
  );
  expect(all.length).toBeGreaterThan(9);
  expect(all.filter(({ target }) => !(`exporter/docs/dashboards/${target}` in pages))).toEqual([]);
});
