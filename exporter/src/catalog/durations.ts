/** Units of a duration in milliseconds, largest first. */
const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;

/** Seconds as the catalog writes them, to the millisecond: 5400 is `1h30m`. The inverse of the contract's `duration()`. */
export function formatDuration(seconds: number): string {
  let left = Math.round(seconds * 1000);
  let text = "";
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(left / size);
    if (amount > 0) text += `${amount}${unit}`;
    left -= amount * size;
  }
  return text || "0s";
}
