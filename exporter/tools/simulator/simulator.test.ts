import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { eventually } from "../../test/eventually.ts";
import { startProcess } from "../process.ts";
import { describeSimulator, readOptions } from "./options.ts";
import { readScript } from "./script.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "script-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function script(text: string): Promise<string> {
  const file = join(folder, "script");
  await writeFile(file, text);
  return file;
}

test.each([
  ["YAML", "- { at: 1, until: 2, upstream: github, fault: { kind: revoked } }"],
  ["JSON", '[{"at":1,"until":2,"upstream":"github","fault":{"kind":"revoked"}}]'],
])("a script may be %s", async (_, text) => {
  expect(await readScript(await script(text), ["github"])).toEqual([
    { at: 1, until: 2, upstream: "github", fault: { kind: "revoked" } },
  ]);
});

test.each([
  ["an upstream that is not there", "- { at: 1, upstream: gitlab, fault: { kind: hang } }", "upstream"],
  ["a fault that is not known", "- { at: 1, upstream: github, fault: { kind: sleepy } }", "kind"],
  ["an end before the beginning", "- { at: 2, until: 1, upstream: github, fault: { kind: hang } }", "later"],
  ["no list", "at: 1", "array"],
])("a script with %s is refused with the place", async (_, text, word) => {
  const file = await script(text);
  await expect(readScript(file, ["github"])).rejects.toThrow(new RegExp(`script: .*${word}`, "s"));
});

test("an unknown flag is refused", () => {
  expect(() => readOptions(["--scirpt", "x"])).toThrow("--scirpt");
});

test("it tells where each upstream is, which one had to move, and how to break one", () => {
  const upstreams = {
    github: { url: "http://127.0.0.1:1", usualUrl: "http://127.0.0.1:1" },
    web: { url: "http://127.0.0.1:3", usualUrl: "http://127.0.0.1:2" },
  };
  const text = describeSimulator({ upstreams, control: "http://127.0.0.1:9" });
  expect(text).toContain("github  http://127.0.0.1:1\n");
  expect(text).toContain("web     http://127.0.0.1:3  (http://127.0.0.1:2 was taken)");
  expect(text).toContain(`curl -X PUT -d '{"kind":"slow","seconds":2}' http://127.0.0.1:9/_faults/github`);
});

test("as a command it plays its script, and a signal ends it", async () => {
  const file = await script("- { at: 0, upstream: web, fault: { kind: revoked } }");
  const running = await startProcess({
    name: "simulator",
    command: process.execPath,
    args: [resolve(import.meta.dirname, "../simulator.ts"), "--script", file],
    ready: { line: /Playing .*: 1 steps/ },
  });
  const url = /^web +(\S+)/m.exec(running.output())?.[1] ?? "";
  try {
    const answers = async () => (await fetch(`${url}/any`)).status;
    expect(await eventually(5, answers, (status) => status === 401)).toBe(401);
  } finally {
    await running.stop();
  }
  expect(await running.ended).toBe("ended with exit code 0");
});
