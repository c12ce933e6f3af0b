import { createRecent } from "./recent.ts";

/** Keeps the secrets of one probe out of everything that it says. */
export interface Mask {
  /** From now on `value` is masked, as it is and as it travels: base64, URL-encoded, inside JSON. */
  reveal(value: string): void;
  text(text: string): string;
  /** Masks the strings of plain data, at any depth. */
  data<T>(data: T): T;
}

export const STARS = "***";

/** A secret this short would mask half of any sentence: it is masked as a word of its own only. */
const SHORT = 4;
/** A detail may have been cut in the middle of a secret: this many of its first letters are enough to mask it. */
const HEAD = 8;

export function createMask(): Mask {
  /** Longest first: an encoded form may hold the plain one. */
  let forms: readonly string[] = [];

  function text(words: string): string {
    const whole = forms.reduce(
      (masked, form) => (form.length < SHORT ? maskWord(masked, form) : masked.replaceAll(form, STARS)),
      words,
    );
    return forms.filter((form) => form.length >= HEAD * 2).reduce(maskRest, whole);
  }

  function data<T>(value: T): T {
    if (forms.length === 0) return value;
    if (typeof value === "string") return text(value) as T;
    if (Array.isArray(value)) return value.map(data) as T;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [text(key), data(inner)])) as T;
  }

  return {
    reveal(value) {
      const plain = value.trim();
      if (plain === "" || forms.includes(plain)) return;
      const more = formsOf(plain, () => longestFirst(encodings(plain)));
      forms = forms.length === 0 ? more : longestFirst([...forms, ...more]);
    },
    text,
    data,
  };
}

/** Made once for most catalogs: of a chain of certificates they are much to make for each probe. */
const formsOf = createRecent<readonly string[]>(100);

const longestFirst = (forms: readonly string[]): string[] =>
  [...new Set(forms)].sort((a, b) => b.length - a.length);

function encodings(plain: string): string[] {
  const bytes = Buffer.from(plain);
  return [
    plain,
    bytes.toString("base64"),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    encodeURIComponent(plain.toWellFormed()),
    new URLSearchParams([["", plain]]).toString().slice(1),
    JSON.stringify(plain).slice(1, -1),
  ];
}

function maskWord(text: string, word: string): string {
  const parts = text.split(word);
  let masked = parts[0] as string;
  for (const part of parts.slice(1)) {
    masked += /\w$/.test(masked) || /^\w/.test(part) ? word + part : STARS + part;
  }
  return masked;
}

/** Masks what remains of `form` where the text was cut. */
function maskRest(text: string, form: string): string {
  const head = form.slice(0, HEAD);
  let masked = "";
  let rest = text;
  for (let at = rest.indexOf(head); at >= 0; at = rest.indexOf(head)) {
    let end = head.length;
    while (end < form.length && rest[at + end] === form[end]) end++;
    masked += rest.slice(0, at) + STARS;
    rest = rest.slice(at + end);
  }
  return masked + rest;
}
