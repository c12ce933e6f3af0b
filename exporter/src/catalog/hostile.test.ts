import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { stringify } from "yaml";
import { parseDocument } from "./document.ts";
import { formatErrors } from "./errors.ts";
import { complaints, folder, load, PROVIDERS } from "./fixtures/catalog.ts";
import { loadCatalog } from "./load.ts";

const options = { providers: PROVIDERS, environment: {} };

test("a file that is not there is named", async () => {
  const result = await loadCatalog("/nowhere/catalog.yaml", options);
  expect(result).toEqual({ ok: false, errors: [{ path: "", message: "cannot be read: no such file" }] });
  expect(!result.ok && formatErrors("catalog.yaml", result.errors)).toBe(
    "catalog.yaml: cannot be read: no such file",
  );
});

test("a folder is not a catalog", async () => {
  using place = folder({});
  expect(await loadCatalog(place.path, options)).toMatchObject({
    errors: [{ message: "cannot be read: it is a directory" }],
  });
});

test.each(["", "\n\n", "# only a comment\n", "---\n", "null\n"])(
  "a file with nothing in it: %j",
  async (text) => {
    expect(await complaints(text)).toEqual([
      "catalog.yaml:1:1 is empty: must be a mapping with the key integrations",
    ]);
  },
);

test.each([
  ["a list", "- a\n- b\n", "got a list"],
  ["a word", "hello\n", "got a string"],
])("%s is not a catalog", async (_, text, got) => {
  expect(await complaints(text)).toEqual([`catalog.yaml:1:1 must be a mapping, ${got}`]);
});

test("a syntax error has its line and column", async () => {
  const lines = await complaints("integrations:\n  - id: a\n   checks: [\n");
  expect(lines[0]).toMatch(/^catalog\.yaml:3:\d+ YAML: /);
});

test("a second document is refused where it begins", async () => {
  expect(await complaints("integrations: []\n---\nintegrations: []\n")).toEqual([
    "catalog.yaml:2:1 must hold one YAML document, found 2",
  ]);
});

test("aliases that would expand without end are refused", async () => {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const inside = level === 0 ? '"lol"' : `*l${level - 1}`;
    return `l${level}: &l${level} [${Array(9).fill(inside).join(",")}]`;
  });
  expect(await complaints(levels.join("\n"))).toEqual([
    "catalog.yaml:1:1 aliases must not expand to more than 100 copies",
  ]);
});

test("an alias of what it stands in is refused", async () => {
  expect(await complaints("integrations: &all\n  - *all\n")).toEqual([
    "catalog.yaml:2:5 integrations[0]: must not be an alias of what it stands in",
  ]);
});

test.each([
  ["a list", "integrations:\n  ? [a]\n  : b\n"],
  ["keys in keys, which would be written out at twice the length for each level", "? ".repeat(100)],
])("a key that is not a word is refused: %s", async (_, text) => {
  expect((await complaints(text))[0]).toMatch(/must have words as keys, not lists, mappings or aliases$/);
});

test("a file beyond all measure is refused without being parsed", async () => {
  const line = "- { provider: web }\n";
  const text = line.repeat(Math.ceil((17 * 1024 * 1024) / line.length));
  const began = process.cpuUsage();
  expect(await complaints(text)).toEqual(["catalog.yaml: must not be larger than 16 MiB"]);
  // Parsing them takes many seconds.
  expect(process.cpuUsage(began).user / 1e6).toBeLessThan(1);
});

test("a text of too many parts is refused before its tree fills memory", () => {
  const source = parseDocument(`integrations: [${"[],".repeat(1000)}]`, 1000);
  expect(source.value).toBeUndefined();
  expect(source.faults).toMatchObject([{ message: "must not have more than 1000 words and signs" }]);
});

test("of thousands of errors the first thousand are told, and that there are more", async () => {
  const lines = await complaints(`integrations:\n${"  - { id: a }\n".repeat(3000)}`);
  expect(lines).toHaveLength(1001);
  expect(lines[0]).toMatch(/^catalog\.yaml:2:5 /);
  expect(lines.at(-1)).toBe("catalog.yaml: has more errors than these 1000");
});

test("what was meant is guessed for the first hundred wrong names only: a guess looks at every name", async () => {
  const entry = (n: number) =>
    `  - { id: service-${n}, depends_on: [servce-${n}], checks: [{ provider: ping, host: h }] }\n`;
  const lines = await complaints(
    `integrations:\n${Array.from({ length: 150 }, (_, n) => entry(n)).join("")}`,
  );
  expect(lines).toHaveLength(150);
  expect(lines.filter((line) => line.includes("did you mean service-"))).toHaveLength(100);
});

test.each([
  ["brackets", "[".repeat(20_000)],
  ["mappings", "{a: ".repeat(20_000)],
  ["lists in lists", "- ".repeat(5000)],
])("deep nesting is refused: %s", async (_, text) => {
  expect((await complaints(text))[0]).toMatch(/YAML: nested too deeply$/);
});

test("arbitrary bytes never throw", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      expect(await load(bytes)).toMatchObject({ ok: false });
    }),
  );
});

test("arbitrary values in the place of any part never throw, and what is refused has a place", async () => {
  const part = (inside: fc.Arbitrary<unknown>) => fc.oneof({ weight: 3, arbitrary: inside }, fc.jsonValue());
  const partly = (keys: Record<string, fc.Arbitrary<unknown>>) => part(fc.record(keys, { requiredKeys: [] }));
  const name = part(fc.constantFrom("a", "b", "default", "__proto__", "constructor"));
  const span = part(fc.constantFrom("1s", "10s", "1m", "1h"));
  const check = partly({
    provider: part(fc.constantFrom("web", "ping", "toString")),
    id: name,
    url: part(fc.webUrl()),
    interval: span,
    timeout: span,
    max_interval: span,
    breaker: partly({ open: span, max_open: span }),
    token: partly({ env: name, file: name }),
    headers: part(fc.dictionary(fc.string(), fc.jsonValue())),
  });
  const integration = partly({
    id: name,
    team: name,
    depends_on: part(fc.array(name)),
    slo: partly({ availability: fc.jsonValue() }),
    maintenance: part(fc.array(partly({ from: fc.jsonValue() }))),
    checks: part(fc.array(check, { maxLength: 3 })),
  });
  const catalog = partly({
    defaults: partly({ interval: span, timeout: span }),
    teams: part(fc.dictionary(fc.constantFrom("a", "default", "__proto__"), partly({ title: name }))),
    integrations: part(fc.array(integration, { maxLength: 4 })),
  });
  await fc.assert(
    fc.asyncProperty(catalog, async (value) => {
      const result = await load(stringify(value));
      if (!result.ok) for (const error of result.errors) expect(error.line).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});
