/** Big numbers. */
import type { PanelJson } from "../reading.ts";
import { type Field, lastOf } from "./fields.ts";
import { escaped, show, wordsOn } from "./look.ts";

const PLAIN = "#d8d9da";
const DARK = "#24262b";

export interface Box {
  /** Pixels. */
  width: number;
  height: number;
  /** Milliseconds, for ages. */
  now: number;
  /** The time range, Unix seconds. */
  from: number;
  to: number;
}

/** Tiles in as many columns as make them about twice as wide as high. */
export function stat(panel: PanelJson, fields: Field[], box: Box): string {
  const across = Math.ceil(Math.sqrt((fields.length * box.width) / (box.height * 2.5)));
  const columns = Math.min(fields.length, across);
  const rows = Math.ceil(fields.length / columns);
  const size = { width: box.width / columns, height: box.height / rows };
  const tiles = fields.map((field) => tile(panel, field, size, { named: fields.length > 1, now: box.now }));
  return `<div class="tiles" style="grid-template-columns:repeat(${columns},1fr)">${tiles.join("")}</div>`;
}

function tile(
  { options }: PanelJson,
  field: Field,
  { width, height }: Pick<Box, "width" | "height">,
  { named, now }: { named: boolean; now: number },
): string {
  const { colorMode = "value", textMode = "auto" } = (options ?? {}) as Record<string, string>;
  const { text, color } = show(lastOf(field), field.look, now);
  const words = textMode === "name" ? field.name : text;
  const title = textMode === "value_and_name" || (textMode === "auto" && named) ? field.name : "";
  const size = Math.min(24, (1.6 * width) / Math.max(8, words.length, 0.7 * title.length), 0.42 * height);
  const style = `${tilePaint(colorMode, color)};font-size:${size}px`;
  return `<div class="tile" style="${style}"><small>${escaped(title)}</small><b>${escaped(words)}</b></div>`;
}

function tilePaint(mode: string, color = mode === "value" ? PLAIN : DARK): string {
  if (mode.startsWith("background")) return `background:${color};color:${wordsOn(color)}`;
  return `color:${mode === "none" ? PLAIN : color}`;
}
