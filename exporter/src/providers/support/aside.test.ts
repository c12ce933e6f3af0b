import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { aside } from "./aside.ts";

test("of many at once each gets its own answer", async () => {
  const texts = ["a", "b", "ab", "c"];
  const answers = await Promise.all(texts.map((text) => aside("matches", "a", text)));
  expect(answers).toEqual([true, false, true, false]);
});

test("a mistake of ours is thrown where it was made, and harms nobody else", async () => {
  const wrong = aside("matches", "(", "text");
  const right = aside("matches", "t", "text");
  await expect(wrong).rejects.toThrow("Invalid regular expression");
  expect(await right).toBe(true);
});

test("a process waits for an answer, and not for the thread", async () => {
  const file = JSON.stringify(new URL("./aside.ts", import.meta.url));
  const program = `import(${file}).then(({ aside }) => aside("matches", "a", "a")).then(console.log)`;
  const child = promisify(execFile)(process.execPath, ["-e", program], { timeout: 10_000 });
  expect((await child).stdout).toBe("true\n");
}, 15_000);
