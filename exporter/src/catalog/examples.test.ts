import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { loadProviders } from "../providers/index.ts";
import { checkSchema } from "./check.ts";
import { formatErrors } from "./errors.ts";
import { catalogJsonSchema } from "./json-schema.ts";
import { loadCatalog } from "./load.ts";

const root = resolve(import.meta.dirname, "../../..");
const examples = join(root, "exporter/examples");
const catalogs = [
  join(root, "integrations.yaml"),
  ...readdirSync(examples)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => join(examples, name)),
];
const providers = await loadProviders();
// Whatever variable an example names for a secret is set.
const environment = new Proxy({}, { get: () => "set" });

describe.each(catalogs.map((file) => [relative(root, file), file]))("%s", (_, file) => {
  test("loads", async () => {
    const result = await loadCatalog(file, { providers, environment });
    expect(result.ok ? "" : formatErrors(file, result.errors)).toBe("");
  });

  test("names the JSON Schema in its first line, and satisfies it", () => {
    const text = readFileSync(file, "utf8");
    const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] ?? "nothing";
    expect(resolve(dirname(file), schema)).toBe(join(root, "exporter/docs/integrations.schema.json"));
    const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile(
      catalogJsonSchema(providers),
    );
    accepts(parse(text));
    expect(accepts.errors).toBeNull();
  });
});

test.each([...providers.values()].map((provider) => [provider.id, provider] as const))(
  "the documented example of provider %s is right",
  (_, provider) => {
    expect(checkSchema(provider).safeParse(provider.example).error).toBeUndefined();
  },
);

test.each([...providers.values()].map((provider) => [provider.id, provider] as const))(
  "what provider %s makes of its example is plain data, as it crosses processes as JSON",
  (_, provider) => {
    const made = checkSchema(provider).parse(provider.example);
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
  },
);
