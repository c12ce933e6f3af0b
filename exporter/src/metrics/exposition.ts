/**
 * Prometheus' text format 0.0.4 and OpenMetrics 1.0, as far as a line goes. Lines of samples are the same in both; the
 * head of a family is not.
 */
export type Format = "text" | "openmetrics";

export type Labels = Readonly<Record<string, string | number>>;

export interface Head {
  name: string;
  help: string;
  type: string;
}

export const OPENMETRICS_END = "# EOF\n";

export function exposeHead({ name, help, type }: Head, format: Format): string {
  // OpenMetrics names the family of a counter without the suffix that its sample carries.
  const family = format === "openmetrics" && type === "counter" ? name.replace(/_total$/, "") : name;
  return `# HELP ${family} ${escapeHelp(help, format)}\n# TYPE ${family} ${type}\n`;
}

/** The labels without their braces, to be joined by commas. */
export const exposePairs = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(labelText(name, value))}"`)
    .join(",");

/** A line up to its number. */
export const exposePrefix = (name: string, pairs: string): string =>
  pairs === "" ? `${name} ` : `${name}{${pairs}} `;

export function exposeNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}

const labelText = (name: string, value: string | number): string =>
  name === "le" && value === Number.POSITIVE_INFINITY ? "+Inf" : String(value);

/** Most label values need none of it. */
const escapeLabel = (text: string): string =>
  /[\\\n"]/.test(text) ? text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"') : text;

function escapeHelp(text: string, format: Format): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return format === "openmetrics" ? escaped.replaceAll('"', '\\"') : escaped;
}
