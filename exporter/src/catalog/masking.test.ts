import { describe, expect, test } from "@jest/globals";
import { complaints } from "./fixtures/catalog.ts";

const check = (keys: string) => `integrations:
  - id: api
    checks:
      - { provider: web, ${keys} }
`;
const REFERENCE = "must name a secret as { file: path } or { env: NAME }, never a literal";

describe("no error shows what may be a secret", () => {
  test.each([
    ["a literal for a secret", 'url: "https://a.example", token: hunter2', `token: ${REFERENCE}`],
    ["a number for a secret", 'url: "https://a.example", token: 424242', `token: ${REFERENCE}`],
    [
      "a mapping of another form",
      'url: "https://a.example", token: { value: hunter2 }',
      `token: ${REFERENCE}`,
    ],
    [
      "a number in a header, which may be a secret",
      'url: "https://a.example", headers: { X-Key: 424242 }',
      "headers.X-Key: must be a string, or a secret as { file: path } or { env: NAME }, got a number",
    ],
    [
      "a literal in the place of a mapping that holds a secret",
      'url: "https://a.example", auth: hunter2',
      "auth: must be a mapping, got a string",
    ],
    [
      "a literal password within a union",
      'url: "https://a.example", auth: { username: me, password: hunter2 }',
      `auth.password: ${REFERENCE}`,
    ],
    ["the value of an unknown key", 'url: "https://a.example", passwort: hunter2', "passwort: unknown key"],
    [
      "a URL with a password",
      'url: "https://me:hunter2@a.example"',
      "url: must not hold a user and a password: use the provider's keys for them",
    ],
    [
      "a URL with a password that breaks it",
      'url: "https://me:hunter2/424242@a.example"',
      "url: must be a URL, got a string",
    ],
  ])("%s", async (_, keys, expected) => {
    const text = (await complaints(check(keys))).join("\n");
    expect(text).toContain(`integrations[0].checks[0].${expected}`);
    expect(text).not.toMatch(/hunter2|424242/);
  });

  test.each([
    ["an unfinished string", 'token: "hunter2'],
    ["words after a string", 'token: "a" hunter2'],
    ["words after a block's sign", "token: | hunter2"],
    ["a stray bracket", "token: ]hunter2"],
    ["a reserved sign", "token: @hunter2"],
    ["a bad escape", 'token: "\\hunter2"'],
    ["a key without a colon", "a: 1\nhunter2"],
    ["a bad directive", "%hunter2\n---\na: 1"],
  ])("YAML that cannot be read: %s", async (_, text) => {
    const lines = await complaints(text);
    expect(lines[0]).toMatch(/^catalog\.yaml:\d+:\d+ /);
    expect(lines.join("\n")).not.toContain("hunter2");
  });
});

test("a user without a password may stand in a URL", async () => {
  expect(await complaints(check('url: "https://me@a.example/a:b"'))).toEqual([]);
});
