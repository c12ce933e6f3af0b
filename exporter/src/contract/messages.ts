/** Words for people. */
import { inspect } from "node:util";

/** For messages: a value as the reader wrote it, short. */
export const show = (value: unknown): string =>
  inspect(value, { depth: 2, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 60 });

/** For messages: what the reader probably meant by `word`; undefined when nothing comes near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const ranked = words.map((candidate) => ({ candidate, distance: editDistance(word, candidate) }));
  const best = ranked.sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.max(2, word.length / 3) ? best.candidate : undefined;
}

/** Letters to insert, delete or replace on the way from one word to the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      const replace = (row[column - 1] as number) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[column] as number) + 1, (next[column - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
