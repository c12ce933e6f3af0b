/** What a value looks like: the panel's defaults with the overrides that match, and its text and colour by them. */
import type { DynamicConfigValue, FieldConfig } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelJson } from "../reading.ts";
import { format } from "./units.ts";

/** `custom` is what only one kind of panel knows. */
export type Look = FieldConfig & { custom?: Record<string, unknown> };

export interface Shown {
  text: string;
  color: string | undefined;
}

/** @param type of the field, for overrides by type */
export function lookOf({ fieldConfig }: PanelJson, name: string, type = "number"): Look {
  const look: Look = { ...fieldConfig?.defaults };
  for (const { matcher, properties } of fieldConfig?.overrides ?? [])
    if (matches(matcher, name, type)) for (const property of properties) put(look, property);
  return look;
}

function matches({ id, options }: { id: string; options?: unknown }, name: string, type: string): boolean {
  switch (id) {
    case "byName":
      return options === name;
    case "byType":
      return options === type;
    case "byRegexp":
      return new RegExp(String(options).replace(/^\/(.*)\/$/, "$1")).test(name);
    default:
      throw new Error(`no matcher ${id} is known here`);
  }
}

function put(look: Look, { id, value }: DynamicConfigValue): void {
  const [, custom] = /^custom\.(.*)/.exec(id) ?? [];
  if (custom === undefined) Object.assign(look, { [id]: value });
  else look.custom = { ...look.custom, [custom]: value };
}

/** @param now milliseconds, for ages */
export function show(value: number | string | undefined, look: Look, now: number): Shown {
  if (value === undefined) return { text: look.noValue ?? "", color: undefined };
  const { text, color } = mapped(value, look);
  if (typeof value === "string") return { text: text ?? value, color };
  return { text: text ?? format(value, look, now), color: color ?? thresholdColor(value, look) };
}

function mapped(value: number | string, { mappings = [] }: Look): { text?: string; color?: string } {
  for (const one of mappings) {
    if (one.type === "value" && String(value) in one.options) return one.options[String(value)] ?? {};
    if (one.type === "regex" && new RegExp(one.options.pattern).test(String(value)))
      return one.options.result;
  }
  return {};
}

export const thresholdColor = (value: number, { thresholds }: Look): string | undefined =>
  thresholds?.steps.findLast((step) => step.value === null || value >= step.value)?.color;

/** Words on `color`, as Grafana picks them: dark on what is bright. */
export function wordsOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return (299 * red + 587 * green + 114 * blue) / 1000 > 160 ? "#202226" : "#f7f8fa";
}

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
