import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { quotaOf } from "./any-quota.ts";

const NOW = 1_767_225_600;
const told = (headers: Record<string, string>) => quotaOf(headers, NOW, "requests");

test.each([
  [
    "the IETF draft",
    { "ratelimit-policy": '"burst";q=100;w=60', ratelimit: '"burst";r=50;t=30' },
    { remaining: 50, limit: 100, resetAt: NOW + 30 },
  ],
  [
    "the draft with several policies, of which the day is nearly spent",
    {
      "ratelimit-policy": '"burst";q=100;w=60, "day";q=1000;w=86400',
      ratelimit: '"burst";r=90;t=3, "day";r=20;t=4000',
    },
    { remaining: 20, limit: 1000, resetAt: NOW + 4000 },
  ],
  ["the draft without a policy", { ratelimit: '"default";r=7' }, { remaining: 7 }],
  [
    "the older draft",
    { "ratelimit-limit": "20", "ratelimit-remaining": "19", "ratelimit-reset": "30" },
    { remaining: 19, limit: 20, resetAt: NOW + 30 },
  ],
  [
    "custom",
    { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4999", "x-ratelimit-reset": `${NOW + 60}` },
    { remaining: 4999, limit: 5000, resetAt: NOW + 60 },
  ],
])("is read from the headers of %s", (_, headers, quota) => {
  expect(told(headers as Record<string, string>)).toEqual([{ name: "requests", ...quota }]);
});

test("is none where nothing is told, and a malformed field is as good as absent", () => {
  expect(told({})).toEqual([]);
  expect(told({ ratelimit: '"burst"; r=' })).toEqual([]);
  expect(told({ ratelimit: '"burst";r=-1' })).toEqual([]);
  expect(told({ ratelimit: "%%%", "x-ratelimit-remaining": "3" })).toEqual([
    { name: "requests", remaining: 3 },
  ]);
});

test("of any text never throws", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) =>
      Array.isArray(told({ ratelimit: a, "ratelimit-policy": b })),
    ),
  );
});
