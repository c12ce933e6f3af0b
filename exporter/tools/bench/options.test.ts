import { describe, expect, test } from "@jest/globals";
import { BENCHES, readOptions } from "./options.ts";

describe("options of npm run bench", () => {
  test("without any, all benches run with five pairs, and nothing is saved", () => {
    expect(readOptions([])).toEqual({ benches: BENCHES, pairs: 5, quick: false, save: false });
  });

  test("names choose benches, numbers how often and how long", () => {
    const options = readOptions(["probe", "scale", "--pairs", "3", "--seconds=60", "--save"]);

    expect(options).toEqual({
      benches: ["probe", "scale"],
      pairs: 3,
      seconds: 60,
      quick: false,
      save: true,
    });
  });

  test("quick is one pair, unless more are asked for", () => {
    expect(readOptions(["--quick"]).pairs).toBe(1);
    expect(readOptions(["--quick", "--pairs=2"]).pairs).toBe(2);
  });

  test.each([
    [["probes"], 'must be one of probe, scrape, scale, soak, got "probes"'],
    [["--pairs", "0"], '--pairs: must be a whole number above 0, got "0"'],
    [["--seconds=1.5"], '--seconds: must be a whole number above 0, got "1.5"'],
    [["--quick", "--save"], "--save: not with --quick"],
    [["--fast"], "Unknown option '--fast'"],
  ])("%s is refused with a sentence", (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
