import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { generated } from "./tools/reading.ts";

const root = resolve(import.meta.dirname, "..");

test("the dashboards on disk are those of the source, no more and no fewer", async () => {
  const folder = join(root, "grafana/dashboards");
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".json"));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const found = Object.fromEntries(names.map((name, index) => [`grafana/dashboards/${name}`, texts[index]]));
  expect(found).toEqual(generated);
});
