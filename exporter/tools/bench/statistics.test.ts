import { describe, expect, test } from "@jest/globals";
import { bucketQuantile, median, quantile, slidingSums, slope } from "./statistics.ts";

describe("quantile", () => {
  test("the median of an even number of samples is halfway between the two in the middle", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  test("0 is the least and 1 the largest sample, whatever their order", () => {
    expect([0, 1].map((share) => quantile([30, 10, 20], share))).toEqual([10, 30]);
  });

  test("nothing can be said of no samples", () => {
    expect(median([])).toBeNaN();
  });
});

describe("bucketQuantile", () => {
  const buckets = [
    { le: 0.01, count: 90 },
    { le: 0.02, count: 100 },
    { le: Number.POSITIVE_INFINITY, count: 100 },
  ];

  test("is interpolated within the bucket, whose bounds are told", () => {
    expect(bucketQuantile(buckets, 0.95)).toEqual({ value: 0.015, between: [0.01, 0.02] });
  });

  test("begins at zero in the first bucket", () => {
    expect(bucketQuantile(buckets, 0.45).value).toBeCloseTo(0.005);
  });

  test("is the last bound that there is, where it lies beyond", () => {
    const all = [
      { le: 0.01, count: 1 },
      { le: Number.POSITIVE_INFINITY, count: 2 },
    ];
    expect(bucketQuantile(all, 0.99)).toEqual({
      value: 0.01,
      between: [0.01, Number.POSITIVE_INFINITY],
    });
  });

  test("nothing can be said of no samples", () => {
    expect(bucketQuantile([{ le: Number.POSITIVE_INFINITY, count: 0 }], 0.5).value).toBeNaN();
  });
});

test("the slope of a line through noise is that of the line", () => {
  const points = [0, 1, 2, 3].map((x): [number, number] => [x, 100 + 2 * x + (x % 2 === 0 ? 0.1 : -0.1)]);

  expect(slope(points)).toBeCloseTo(1.96);
});

test("sums over a sliding window are of whole windows only", () => {
  expect(slidingSums([1, 2, 3, 4], 3)).toEqual([6, 9]);
  expect(slidingSums([1, 2], 3)).toEqual([]);
});
