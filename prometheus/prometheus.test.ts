import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { metricNames, syntaxError } from "../exporter/test/promql.ts";
import { engine } from "../exporter/tools/engines.ts";
import { find, folder, knownMetrics, readAll, rulesOf } from "./test/reading.ts";

const promtool = async (...args: string[]) =>
  (await promisify(execFile)(await engine("promtool"), args, { cwd: folder, timeout: 60_000 })).stdout;

const ruleFiles = find("rules/*.rules.yml");
const testFiles = find("rules/*.test.yml");
const ruleTexts = await readAll(ruleFiles);
const rules = rulesOf(ruleTexts);

/** Queries within annotations; their label values come by printf. */
const queriesOf = (annotation: string) =>
  [...annotation.matchAll(/`([^`]+)`/g)].map(([, query]) => (query as string).replaceAll("%q", '"x"'));

describe("prometheus", () => {
  test.each(["prometheus.yml", "prometheus.history.yml"])(
    "promtool accepts %s, and finds the rules by it",
    async (file) => {
      expect(await promtool("check", "config", "--lint=all", file)).toContain(
        `SUCCESS: ${ruleFiles.length} rule files found`,
      );
    },
  );

  test("promtool has no complaint about the rules", async () => {
    await expect(promtool("check", "rules", "--lint=all", "--lint-fatal", ...ruleFiles)).resolves.toContain(
      "SUCCESS",
    );
  });

  test("every rules file has its tests beside it", () => {
    expect(testFiles).toEqual(ruleFiles.map((path) => path.replace(".rules.yml", ".test.yml")));
  });

  test.each(testFiles)(
    "promtool sees %s pass",
    async (path) => {
      await expect(promtool("test", "rules", path)).resolves.toContain("SUCCESS");
    },
    120_000,
  );

  test("recording rules are named level:metric:operations", () => {
    const names = rules.flatMap(({ record }) => record ?? []);
    expect(names.filter((name) => !/^[a-z_]+:[a-z_]+:[a-z0-9_]+$/.test(name))).toEqual([]);
  });

  test("rules and their annotations read only metrics that the running programs have", async () => {
    const queries = rules.flatMap(({ expr, annotations = {} }) => [
      expr,
      ...Object.values(annotations).flatMap(queriesOf),
    ]);
    const known = await knownMetrics(rules);
    expect(queries.flatMap((query) => syntaxError(query) ?? [])).toEqual([]);
    expect(queries.flatMap((query) => [...metricNames(query)]).filter((name) => !known.has(name))).toEqual(
      [],
    );
  }, 60_000);

  test("rules name no integration, team or check", () => {
    const text = ruleTexts.join("\n");
    expect(
      text.match(/\b(integration|check|team|channel|email|depends_on)\s*(=~?|!=|!~)\s*"[^"]*"/g),
    ).toBeNull();
  });
});
