import { Marked, type Token } from "marked";

export interface Page {
  /** Where its links may lead: lower-case fragments without `#`. */
  anchors: Set<string>;
  /** As they are written, those to other hosts too. */
  links: string[];
}

const markdown = new Marked();
const FRONT_MATTER = /^---\r?\n[\s\S]*?\r?\n---(?:\r?\n|$)/;
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const ATTRIBUTE = /\s(href|src|id|name)\s*=\s*["']([^"']*)["']/gi;

/** What a page links to, and what can be linked to in it. Code is neither. */
export function readPage(text: string): Page {
  const page: Page = { anchors: new Set(), links: [] };
  void markdown.walkTokens(markdown.lexer(text.replace(FRONT_MATTER, "")), (token) => {
    if (token.type === "link" || token.type === "image") page.links.push(token.href);
    else if (token.type === "heading") addUnique(page.anchors, slug(plainText(token.tokens ?? [])));
    else if (token.type === "html") readHtml(token.raw, page);
  });
  return page;
}

function readHtml(raw: string, { anchors, links }: Page): void {
  for (const [, name = "", value = ""] of raw.replace(COMMENT, "").matchAll(ATTRIBUTE)) {
    if (/^(?:id|name)$/i.test(name)) anchors.add(value.toLowerCase());
    else links.push(value);
  }
}

/** The anchor that GitHub gives to a heading. */
const slug = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");

const plainText = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => {
      if (token.type === "html" || token.type === "image") return "";
      return "tokens" in token && token.tokens ? plainText(token.tokens) : "text" in token ? token.text : "";
    })
    .join("");

/** The second heading of a name gets `-1` behind it, the third `-2`. */
function addUnique(anchors: Set<string>, name: string): void {
  let unique = name;
  for (let copy = 1; anchors.has(unique); copy++) unique = `${name}-${copy}`;
  anchors.add(unique);
}
