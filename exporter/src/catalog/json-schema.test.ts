import { expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { COMMON_KEYS } from "../providers/index.ts";
import { CommonCheck } from "./check.ts";
import { PROVIDERS } from "./fixtures/catalog.ts";
import { catalogJsonSchema } from "./json-schema.ts";

const schema = catalogJsonSchema(PROVIDERS);
// `discriminator` and the formats are hints for editors.
const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
const catalog = (check: object, more: object = {}) => ({
  integrations: [{ id: "a", checks: [check], ...more }],
});

test("the JSON Schema is draft 2020-12 and accepts what the loader accepts", () => {
  expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema" });
  const check = {
    provider: "web",
    url: "https://a.example",
    token: { file: "t" },
    headers: { A: { env: "B" } },
  };
  expect(accepts(catalog({ ...check, interval: "30s" }, { team: "x", slo: { availability: 99 } }))).toBe(
    true,
  );
  expect(accepts.errors).toBeNull();
});

test.each([
  ["a key of another provider", catalog({ provider: "ping", host: "h", url: "https://a.example" })],
  ["an unknown provider", catalog({ provider: "pong" })],
  ["a literal secret", catalog({ provider: "web", url: "https://a.example", token: "hunter2" })],
  ["a bad duration", catalog({ provider: "ping", host: "h", interval: "soon" })],
  ["no checks", { integrations: [{ id: "a", checks: [] }] }],
])("the JSON Schema refuses %s", (_, value) => {
  expect(accepts(value)).toBe(false);
});

test("every key that an editor completes has its meaning", () => {
  const bare: string[] = [];
  const visit = (node: unknown, path: string) => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, inside] of Object.entries(node)) {
      if (key === "properties") {
        for (const [name, property] of Object.entries(
          inside as Record<string, { description?: string; $ref?: string }>,
        )) {
          if (!property.description && !property.$ref) bare.push(`${path}.${name}`);
        }
      }
      visit(inside, `${path}.${key}`);
    }
  };
  visit((schema as { properties: unknown }).properties, "");
  expect(bare.filter((path) => !path.includes(".auth."))).toEqual([]);
});

test("the keys that providers must leave free are those of the schema", () => {
  expect([...COMMON_KEYS].sort()).toEqual(Object.keys(CommonCheck.shape).sort());
});
