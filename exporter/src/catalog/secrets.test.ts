import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { folder, load } from "./fixtures/catalog.ts";
import { readSecret } from "./secrets.ts";

test("a secret in a file loses its trailing newline and nothing else", () => {
  using place = folder({ unix: " pass word \n", windows: "s3cret\r\n" });
  expect(readSecret({ file: join(place.path, "unix") }, {})).toEqual({ ok: true, value: " pass word " });
  expect(readSecret({ file: join(place.path, "windows") }, {})).toEqual({ ok: true, value: "s3cret" });
});

test("a secret in the environment is taken as it stands", () => {
  expect(readSecret({ env: "TOKEN" }, { TOKEN: "abc" })).toEqual({ ok: true, value: "abc" });
});

test("an empty secret counts as missing, and the message names where it should be", () => {
  using place = folder({ empty: "\n" });
  const file = join(place.path, "empty");
  expect(readSecret({ file }, {})).toEqual({ ok: false, detail: `file ${file} is empty` });
  expect(readSecret({ file: `${file}-not` }, {})).toEqual({
    ok: false,
    detail: `file ${file}-not cannot be read (ENOENT)`,
  });
  expect(readSecret({ env: "TOKEN" }, {})).toMatchObject({
    detail: "environment variable TOKEN is not set",
  });
  expect(readSecret({ env: "TOKEN" }, { TOKEN: "" })).toMatchObject({
    detail: "environment variable TOKEN is empty",
  });
});

test("the loaded catalog holds the absolute path of a secret's file, wherever it stands, and not the secret", async () => {
  const result = await load(
    `integrations:
  - id: api
    checks:
      - provider: web
        url: https://example.com
        headers: { X-Key: { file: key }, Accept: "*/*" }
        auth: { bearer: { file: key } }`,
    {},
    { key: "hunter2" },
  );
  expect(result).toMatchObject({ ok: true });
  const config = result.ok && result.catalog.integrations[0]?.checks[0]?.config;
  const file = expect.stringMatching(/^\/.*\/key$/);
  expect(config).toMatchObject({ headers: { "X-Key": { file }, Accept: "*/*" }, auth: { bearer: { file } } });
  expect(JSON.stringify(result)).not.toContain("hunter2");
});
