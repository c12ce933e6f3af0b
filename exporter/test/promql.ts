/** PromQL as the tests of rules and dashboards read it, by the grammar of Prometheus' own editor. */
import { parser } from "@prometheus-io/lezer-promql";

/** Every metric that `query` selects, also by `{__name__="..."}`. Regular expressions on `__name__` are not followed. */
export function metricNames(query: string): Set<string> {
  const names = new Set<string>();
  parser.parse(query).iterate({
    enter({ name, from, to, node }) {
      const text = query.slice(from, to);
      if (name === "Identifier" && node.parent?.name === "VectorSelector") names.add(text);
      if (name === "UnquotedLabelMatcher") {
        const named = /^__name__\s*=\s*["'`](.+)["'`]$/.exec(text)?.[1];
        if (named) names.add(named);
      }
    },
  });
  return names;
}

/** Where `query` stops being PromQL; undefined when it does not. Types are not checked: only promtool does. */
export function syntaxError(query: string): string | undefined {
  let found: string | undefined;
  parser.parse(query).iterate({
    enter({ type, from }) {
      if (type.isError) found ??= `not PromQL from column ${from + 1} on: ${query.slice(from, from + 40)}`;
    },
  });
  return found;
}
