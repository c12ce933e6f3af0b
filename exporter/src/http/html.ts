/** Markup that is known to be safe. */
class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

export type { Html };

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

type Part = Html | string | number | undefined | Part[];

const render = (part: Part): string => {
  if (part instanceof Html) return part.markup;
  if (Array.isArray(part)) return part.map(render).join("");
  return String(part ?? "").replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
};

/** Template of markup. Whatever is put into it is escaped, for text and quoted attributes alike, unless it is markup itself. */
export const html = (literals: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(String.raw({ raw: literals }, ...parts.map(render)));

/** Markup of our own making, taken as it is. Never for what came from a catalog or an upstream. */
export const trusted = (markup: string): Html => new Html(markup);
