import type { MetricsFormat } from "./site.ts";

interface MediaRange {
  type: string;
  version: string | undefined;
  quality: number;
}

export const CONTENT_TYPES: Record<MetricsFormat, string> = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/**
 * The format that an `Accept` header prefers. As every Prometheus exporter does, it never answers 406: text is
 * what whoever asks for something else gets. Parameters that we do not know (`escaping=`) do not matter, so a
 * general negotiator, which compares them all, would not do.
 */
export function negotiate(accept: string | undefined): MetricsFormat {
  const ranges = (accept ?? "*/*").split(",").map(parseRange);
  const quality = (type: string, versions: (string | undefined)[]) =>
    Math.max(...ranges.filter((r) => r.type === type && versions.includes(r.version)).map((r) => r.quality));

  const openmetrics = quality("application/openmetrics-text", [undefined, "1.0.0"]);
  const exactText = quality("text/plain", [undefined, "0.0.4"]);
  const text =
    exactText === Number.NEGATIVE_INFINITY
      ? Math.max(quality("text/*", [undefined]), quality("*/*", [undefined]))
      : exactText;
  return openmetrics > 0 && openmetrics >= text ? "openmetrics" : "text";
}

function parseRange(range: string): MediaRange {
  const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
  const parameter = (name: string) =>
    parameters
      .find((part) => part.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .replaceAll('"', "");
  const quality = Number(parameter("q") ?? 1);
  return { type, version: parameter("version"), quality: Number.isNaN(quality) ? 0 : quality };
}
