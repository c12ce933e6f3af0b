import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { loadProviders } from "../providers/index.ts";
import { folder } from "./fixtures/catalog.ts";
import { loadCatalog } from "./load.ts";
import { loadApart } from "./load-apart.ts";
import { createUnpacker } from "./unpack.ts";

const READER = new URL("../load-worker.ts", import.meta.url);
const environment = { TOKEN: "set" };

async function bothWays(text: string) {
  using place = folder({ "catalog.yaml": text });
  const file = join(place.path, "catalog.yaml");
  return {
    apart: await loadApart(READER, { file }, environment),
    here: await loadCatalog(file, { providers: await loadProviders(), environment }),
  };
}

async function dying(script: string) {
  using place = folder({ "reader.mjs": script });
  return await loadApart(pathToFileURL(join(place.path, "reader.mjs")), { file: "catalog.yaml" }, {});
}

const refused = (how: string) => ({
  ok: false,
  errors: [{ path: "", message: `cannot be loaded: the thread that reads it ${how}` }],
});

describe("reading on a thread of its own", () => {
  test("gives the same catalog as reading here", async () => {
    const { apart, here } = await bothWays(`
integrations:
  - id: shop
    checks:
      - { provider: http, url: "https://example.com", auth: { bearer: { env: TOKEN } }, expect: { body: { matches: "^ok" } } }
      - { provider: tcp, host: example.com, port: 443 }`);
    expect(here.ok && apart.ok && (await createUnpacker()(apart.packed))).toEqual(here.ok && here.catalog);
  });

  test("gives the same errors as reading here", async () => {
    const { apart, here } = await bothWays("integrations: [{ id: shop, checks: [{ provider: htp }] }]");
    expect(apart).toEqual(here);
    expect(apart.ok).toBe(false);
  });

  test.each([
    [
      "runs out of memory",
      'throw Object.assign(new Error(), { code: "ERR_WORKER_OUT_OF_MEMORY" })',
      "ran out of memory",
    ],
    ["meets a bug", 'throw new Error("no such thing")', "no such thing"],
    ["ends without a word", "process.exit(0)", "ended without a word"],
  ])("is an error of the load when the thread %s", async (_, script, how) => {
    expect(await dying(script)).toEqual(refused(how));
  });
});
