import { expect, test } from "@jest/globals";
import type { Clock } from "../contract.ts";
import { createMemory } from "./memory.ts";

test("an entry is forgotten when it expires, or is deleted", () => {
  let now = 10;
  const memory = createMemory({ now: () => now } as Clock);
  memory.set("token", "abc", 20);
  memory.set("era", "new");
  now = 19.9;
  expect(memory.get("token")).toBe("abc");
  now = 20;
  expect(memory.get("token")).toBeUndefined();
  expect(memory.get("era")).toBe("new");
  memory.delete("era");
  expect(memory.get("era")).toBeUndefined();
});

test("is bounded: what was written longest ago gives way", () => {
  const memory = createMemory({ now: () => 0 } as Clock);
  for (let index = 0; index <= 10_000; index++) memory.set(`key ${index}`, index);
  expect(memory.get("key 0")).toBeUndefined();
  expect(memory.get("key 1")).toBe(1);
  expect(memory.get("key 10000")).toBe(10_000);
});
