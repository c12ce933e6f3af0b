import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { atPath, type JsonPath, parseJsonPath } from "./json-path.ts";

describe("a JSON path", () => {
  test.each<[string, JsonPath]>([
    ["status", ["status"]],
    ["data.items[0].name", ["data", "items", 0, "name"]],
    ["[2][1]", [2, 1]],
    ['data["odd name"].x-y', ["data", "odd name", "x-y"]],
    ['["a\\"]["]', ['a"][']],
    ["größe.$ref", ["größe", "$ref"]],
  ])("%s is read", (text, path) => {
    expect(parseJsonPath(text)).toEqual(path);
  });

  test.each([
    "",
    ".",
    "a.",
    ".a",
    "a..b",
    "a b",
    "a[",
    "a[x]",
    "a[-1]",
    "a[0]b",
    "a.[0]",
    "$.a[*]",
    '["\\x"]',
  ])("%j is refused", (text) => {
    expect(parseJsonPath(text)).toBeUndefined();
  });

  test("leads to what JSON.parse made, wherever it stands", () => {
    const step = fc.oneof(fc.nat(20), fc.string());
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (path) => {
        const json = path.reduceRight<unknown>(
          (inner, step) =>
            typeof step === "number"
              ? Object.assign(Array(step).fill(null), { [step]: inner })
              : JSON.parse(`{${JSON.stringify(step)}:${JSON.stringify(inner)}}`),
          "found",
        );
        const text = path.map((step) => `[${JSON.stringify(step)}]`).join("");
        expect(atPath(json, parseJsonPath(text) as JsonPath)).toBe("found");
      }),
    );
  });

  test("leads nowhere where there is nothing, not even to what objects inherit", () => {
    expect(atPath({ a: null }, ["a", "b"])).toBeUndefined();
    expect(atPath({}, ["constructor", "name"])).toBeUndefined();
    expect(atPath("text", ["length"])).toBeUndefined();
    expect(atPath([1], [1])).toBeUndefined();
    expect(atPath({ a: null }, ["a"])).toBeNull();
  });
});
