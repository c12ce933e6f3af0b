/**
 * Writes metric families as text, in Prometheus' format 0.0.4 or as OpenMetrics 1.0. prom-client collects; it does
 * not write, because its OpenMetrics writer strips `_total` from the counters for good, so that the next scrape in
 * the other format shows them under a wrong name.
 */
export type Format = "text" | "openmetrics";

export interface Family {
  name: string;
  help: string;
  type: string;
  values: readonly {
    metricName?: string;
    labels?: Readonly<Record<string, string | number>>;
    value: number;
  }[];
}

export function expose(families: readonly Family[], format: Format): string {
  const text = families.map((family) => exposeFamily(family, format)).join("");
  return format === "openmetrics" ? `${text}# EOF\n` : text;
}

function exposeFamily(family: Family, format: Format): string {
  // OpenMetrics names the family of a counter without the suffix that its sample carries.
  const name =
    format === "openmetrics" && family.type === "counter" ? family.name.replace(/_total$/, "") : family.name;
  const lines = [`# HELP ${name} ${escapeHelp(family.help, format)}`, `# TYPE ${name} ${family.type}`];
  for (const { metricName, labels = {}, value } of family.values) {
    lines.push(`${metricName ?? family.name}${exposeLabels(labels)} ${exposeNumber(value)}`);
  }
  return `${lines.join("\n")}\n`;
}

function exposeLabels(labels: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escapeLabel(labelText(name, value))}"`,
  );
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

const labelText = (name: string, value: string | number): string =>
  name === "le" && value === Number.POSITIVE_INFINITY ? "+Inf" : String(value);

function exposeNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}

const escapeLabel = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

function escapeHelp(text: string, format: Format): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return format === "openmetrics" ? escaped.replaceAll('"', '\\"') : escaped;
}
