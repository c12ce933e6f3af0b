import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";

const src = resolve(import.meta.dirname, "../src");
const JOINERS = ["main.ts", "service.ts", "cycle.ts", "standings.ts", "read-catalog.ts"];

/** Loaded by a thread of its own too, where the contract's schemas would weigh 40 MB: these import the part they need. */
const OF_A_THREAD = ["providers/http/content.ts"];

const sources = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .toSorted();

/** The relative imports of a file, as paths below `src`. */
function imports(file: string): string[] {
  const code = readFileSync(join(src, file), "utf8");
  const specifiers = [...code.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(
    (match) => match[1] as string,
  );
  return specifiers.map((specifier) => relative(src, resolve(src, dirname(file), specifier)));
}

const stage = (file: string) => (file.includes("/") ? file.split("/")[0] : undefined);

describe("architecture", () => {
  test("the files of each stage are found", () => {
    const stages = new Set(sources.map(stage));
    for (const name of [
      "catalog",
      "schedule",
      "breaker",
      "probe",
      "providers",
      "status",
      "metrics",
      "http",
      "webhooks",
    ]) {
      expect(stages).toContain(name);
    }
  });

  test.each(sources.filter((file) => stage(file)))(
    "%s imports the contract and its own stage only",
    (file) => {
      const foreign = imports(file).filter(
        (target) =>
          target !== "contract.ts" &&
          stage(target) !== stage(file) &&
          !(OF_A_THREAD.includes(file) && target === "contract/messages.ts"),
      );
      expect(foreign).toEqual([]);
    },
  );

  test("only the joiners stand outside the stages", () => {
    expect(sources.filter((file) => !stage(file))).toEqual(
      ["clock.ts", "contract.ts", ...JOINERS].toSorted(),
    );
  });

  test("the contract and the clock import no stage", () => {
    const foreign = (file: string) =>
      imports(file).filter((target) => ![undefined, "contract"].includes(stage(target)));
    for (const file of ["contract.ts", "clock.ts"]) expect(foreign(file)).toEqual([]);
  });
});
