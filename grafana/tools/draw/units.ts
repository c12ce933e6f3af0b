/** Numbers as Grafana writes them, for the units that the dashboards use. */

interface Unit {
  unit?: string;
  decimals?: number;
}

/** @param now milliseconds, for ages */
export function format(value: number, { unit = "none", decimals }: Unit, now: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return "∞";
  const digits = (one: number) => withDigits(one, decimals);
  switch (unit) {
    case "percentunit":
      return `${digits(value * 100)}%`;
    case "s":
      return duration(value, digits);
    case "currencyUSD":
      return `$${scaled(value, 1000, ["", "K", "Mil"], digits)}`;
    case "bytes":
      return scaled(value, 1024, ["B", "KiB", "MiB", "GiB"], digits);
    case "dateTimeFromNow":
      return fromNow(value, now);
    case "dateTimeAsIso":
      return new Date(value).toISOString().slice(0, 19).replace("T", " ");
    case "short":
      return scaled(value, 1000, ["", "K", "Mil", "Bil"], digits);
    case "none":
      return digits(value);
    default:
      return `${digits(value)} ${unit}`;
  }
}

/** Three that matter, unless the panel says how many. */
function withDigits(value: number, decimals: number | undefined): string {
  if (decimals !== undefined) return value.toFixed(decimals);
  const size = Math.abs(value);
  const places = size >= 100 ? 0 : size >= 10 ? 1 : undefined;
  return String(Number(places === undefined ? value.toPrecision(3) : value.toFixed(places)));
}

type Digits = (value: number) => string;

const SPANS: [seconds: number, name: string][] = [
  [31_536_000, "year"],
  [2_592_000, "month"],
  [604_800, "week"],
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
];
const spanOf = (seconds: number) =>
  SPANS.find(([least]) => Math.abs(seconds) >= least) ?? ([1, "second"] as const);

function duration(seconds: number, digits: Digits): string {
  const size = Math.abs(seconds);
  if (size === 0) return "0 s";
  if (size < 0.001) return `${digits(seconds * 1e6)} µs`;
  if (size < 1) return `${digits(seconds * 1000)} ms`;
  const [divisor, name] = spanOf(seconds);
  const short: Record<string, string> = { second: "s", minute: "mins" };
  return `${digits(seconds / divisor)} ${short[name] ?? `${name}s`}`;
}

/** How long before or after `now`, both in milliseconds. */
function fromNow(at: number, now: number): string {
  const seconds = (at - now) / 1000;
  const [divisor, name] = spanOf(seconds);
  const count = Math.round(Math.abs(seconds) / divisor);
  const text = count === 1 ? `a ${name}` : `${count} ${name}s`;
  return seconds < 0 ? `${text} ago` : `in ${text}`;
}

function scaled(value: number, base: number, units: string[], digits: Digits): string {
  const power = value === 0 ? 0 : Math.floor(Math.log(Math.abs(value)) / Math.log(base));
  const step = Math.max(0, Math.min(power, units.length - 1));
  return `${digits(value / base ** step)} ${units[step]}`.trim();
}
