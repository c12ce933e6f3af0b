/** The value below which `share` of the samples lie, by linear interpolation between the two nearest; NaN of none. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

export interface Bucket {
  /** Upper bound; the last one's is Infinity. */
  le: number;
  /** How many samples are at or below it. */
  count: number;
}

export interface Estimate {
  value: number;
  /** The bounds of the bucket that it lies in: all that is certain. */
  between: [number, number];
}

/** As PromQL's histogram_quantile: linear within a bucket, the lower bound of the one without an upper; NaN of no samples. */
export function bucketQuantile(buckets: readonly Bucket[], share: number): Estimate {
  const total = buckets.at(-1)?.count ?? 0;
  if (total === 0) return { value: Number.NaN, between: [Number.NaN, Number.NaN] };
  const rank = share * total;
  const index = buckets.findIndex(({ count }) => count >= rank);
  const { le, count } = buckets[index] as Bucket;
  const lower = buckets[index - 1] ?? { le: 0, count: 0 };
  const width = le === Number.POSITIVE_INFINITY ? 0 : le - lower.le;
  const within = (rank - lower.count) / (count - lower.count || 1);
  return { value: lower.le + width * within, between: [lower.le, le] };
}

/** Least squares: how much y grows per unit of x. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return covariance / variance;
}

/** The sum of each `width` values that follow each other. */
export const slidingSums = (values: readonly number[], width: number): number[] =>
  Array.from({ length: Math.max(values.length - width + 1, 0) }, (_, start) =>
    values.slice(start, start + width).reduce((sum, value) => sum + value, 0),
  );
