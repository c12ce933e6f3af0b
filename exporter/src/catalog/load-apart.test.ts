import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { loadProviders } from "../providers/index.ts";
import { folder } from "./fixtures/catalog.ts";
import { loadCatalog } from "./load.ts";
import { createCatalogReader } from "./load-apart.ts";

const READER = new URL("../read-catalog.ts", import.meta.url);
const environment = { TOKEN: "set" };

async function readApart(script: URL, file: string) {
  const reader = createCatalogReader(script, file, environment);
  const result = await reader.load();
  reader.close();
  return result;
}

async function bothWays(text: string) {
  using place = folder({ "catalog.yaml": text });
  const file = join(place.path, "catalog.yaml");
  return {
    apart: await readApart(READER, file),
    here: await loadCatalog(file, { providers: await loadProviders(), environment }),
  };
}

async function dying(script: string) {
  using place = folder({ "reader.mjs": script });
  return await readApart(pathToFileURL(join(place.path, "reader.mjs")), "catalog.yaml");
}

const refused = (how: string) => ({
  ok: false,
  errors: [{ path: "", message: `cannot be loaded: the process that reads it ${how}` }],
});

describe("reading by a process of its own", () => {
  test("gives the same catalog as reading here", async () => {
    const { apart, here } = await bothWays(`
integrations:
  - id: shop
    checks:
      - { provider: http, url: "https://example.com", auth: { bearer: { env: TOKEN } }, expect: { body: { matches: "^ok" } } }
      - { provider: tcp, host: example.com, port: 443 }`);
    expect(here.ok).toBe(true);
    expect(apart).toEqual(here);
  });

  test("gives all of a large catalog, in its order", async () => {
    const ids = Array.from({ length: 450 }, (_, index) => `shop-${index}`);
    const entries = ids.map(
      (id) => `  - { id: ${id}, checks: [{ provider: tcp, host: example.com, port: 443 }] }`,
    );
    const { apart } = await bothWays(`integrations:\n${entries.join("\n")}\n`);
    expect(apart.ok && apart.catalog.integrations.map(({ id }) => id)).toEqual(ids);
  });

  test("gives the same errors as reading here", async () => {
    const { apart, here } = await bothWays("integrations: [{ id: shop, checks: [{ provider: htp }] }]");
    expect(apart).toEqual(here);
    expect(apart.ok).toBe(false);
  });

  test("ends when nobody waits any more, though the file never answers", async () => {
    using place = folder({});
    const pipe = join(place.path, "catalog.yaml");
    execFileSync("mkfifo", [pipe]);
    const reader = createCatalogReader(READER, pipe, environment);
    const loading = reader.load();
    reader.close();
    expect(await loading).toEqual(refused("was ended by SIGKILL"));
  });

  test.each([
    [
      "runs out of memory",
      'console.error("FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"); process.abort()',
      "ran out of memory",
    ],
    ["is ended for it by the kernel", 'process.kill(process.pid, "SIGKILL")', "was ended by SIGKILL"],
    ["meets a bug", 'throw new TypeError("no such thing")', "failed: no such thing"],
    [
      "meets a bug of Node's",
      'throw Object.assign(new Error("no file"), { code: "ENOENT" })',
      "failed: no file",
    ],
    ["ends without a word", "process.exit(0)", "ended without a word"],
    ["says no word that tells why", "process.exit(3)", "ended with exit code 3"],
    [
      "is ended amid a line",
      'process.stdout.write(\'+shop 12ab {"id":\', () => process.kill(process.pid, "SIGKILL"))',
      "was ended by SIGKILL",
    ],
  ])("is an error of the load when the process %s", async (_, script, how) => {
    expect(await dying(script)).toEqual(refused(how));
  });
});
