import { styleText } from "node:util";

/** How to draw: decided once, by `terminalOf`, so that drawing itself is pure. */
export interface Terminal {
  colour: boolean;
  /** Columns. */
  width: number;
}

const TONES = {
  good: "green",
  warn: "yellow",
  bad: "red",
  soft: "gray",
  strong: "bold",
  plain: "reset",
} as const;
export type Tone = keyof typeof TONES;

const DEFAULT_WIDTH = 100;

/** Colours only where a person looks, and not against their will (https://no-color.org). */
export function terminalOf(
  stream: { isTTY?: boolean; columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const colour = stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  return { colour, width: stream.columns || DEFAULT_WIDTH };
}

export const paint = (text: string, tone: Tone, { colour }: Terminal): string =>
  colour && tone !== "plain" ? styleText(TONES[tone], text, { validateStream: false }) : text;

/** An upstream's words must not move the cursor or recolour the screen: control and format characters become spaces. */
export const harmless = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");

/** Made when something is drawn: an exporter that runs draws nothing, and the tables of it and its like are megabytes. */
let graphemes: Intl.Segmenter | undefined;
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/u;

function cells(text: string): { character: string; width: number }[] {
  graphemes ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return [...graphemes.segment(text)].map(({ segment }) => ({
    character: segment,
    width: WIDE.test(segment) ? 2 : 1,
  }));
}

/** Columns that unpainted text takes. */
export const columns = (text: string): number => cells(text).reduce((sum, { width }) => sum + width, 0);

/** Cuts unpainted text to `width` columns, with an ellipsis where something is missing. */
export function clip(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let rest = Math.max(0, width - 1);
  let cut = "";
  for (const cell of cells(text)) {
    rest -= cell.width;
    if (rest < 0) break;
    cut += cell.character;
  }
  return width > 0 ? `${cut}…` : "";
}
