import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { metricNames, syntaxError } from "../exporter/test/promql.ts";
import { find, type Rule, readAll } from "./test/reading.ts";

const [plain, withHistory, page] = (await readAll([
  "prometheus.yml",
  "prometheus.history.yml",
  "../exporter/docs/history.md",
])) as [string, string, string];

const groups = (await readAll(find("rules/*.rules.yml"))).flatMap(
  (text): { interval?: string; rules: Rule[] }[] => parse(text).groups,
);
const namesOf = (of: typeof groups) => of.flatMap(({ rules }) => rules.flatMap(({ record }) => record ?? []));
const hourly = namesOf(groups.filter(({ interval }) => interval === "1h"));
const others = namesOf(groups.filter(({ interval }) => interval !== "1h"));

describe("prometheus.history.yml", () => {
  const { remote_write, ...rest } = parse(withHistory);

  test("says what prometheus.yml says, and where the history is written", () => {
    expect(rest).toEqual(parse(plain));
    expect(remote_write).toMatchObject([{ name: "history", metadata_config: { send: false } }]);
  });

  test("sends what is recorded each hour", () => {
    const [{ regex, ...keep }] = remote_write[0].write_relabel_configs;
    expect(keep).toEqual({ source_labels: ["__name__"], action: "keep" });
    const sent = (name: string) => new RegExp(`^(?:${regex})$`).test(name);
    expect(hourly.filter((name) => !sent(name))).toEqual([]);
    expect(others.filter(sent)).toEqual([]);
  });
});

describe("the page on the history", () => {
  test("lists all of it", () => {
    const rows = [...page.matchAll(/^\| (`integration_day:.*?) \|/gm)].map(([, names]) => names as string);
    const listed = rows.flatMap((row) => {
      const [first = "", ...further] = [...row.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);
      return [first, ...further.map((end) => first.replace(/:\w+$/, end))];
    });
    expect(listed.toSorted()).toEqual(hourly.toSorted());
  });

  test("asks for nothing else, in PromQL", () => {
    const [, block = ""] = /```promql\n([^`]+)```/.exec(page) ?? [];
    const queries = block.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(queries.length).toBeGreaterThan(0);
    expect(queries.flatMap((query) => syntaxError(query) ?? [])).toEqual([]);
    expect(
      queries.flatMap((query) => [...metricNames(query)]).filter((name) => !hourly.includes(name)),
    ).toEqual([]);
  });
});
