import { expect, test } from "@jest/globals";
import { parseUrl } from "./url.ts";

test("the same URL is taken apart once, and what is none is refused each time", () => {
  expect(parseUrl("http://a.example/?b=1")).toBe(parseUrl("http://a.example/?b=1"));
  expect(parseUrl("http://a.example/?b=1").search).toBe("?b=1");
  for (const _ of [1, 2]) expect(() => parseUrl("a.example")).toThrow("Invalid URL");
});

test("URLs that never come again are not kept for ever", () => {
  const first = parseUrl("http://a.example/");
  for (let page = 0; page < 20_000; page++) parseUrl(`http://a.example/?page=${page}`);
  expect(parseUrl("http://a.example/")).not.toBe(first);
});
