type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

/**
 * `fresh`, made of the very parts of `known` wherever those are equal, and `known` itself when all of it is. Of plain data
 * that nobody changes any more; a thousand neighbours then have one object for what they have in common.
 */
export function sharing<T>(fresh: T, known: unknown): T {
  // Of two equal texts, too, one can go.
  if (fresh === known) return known as T;
  if (!isTree(fresh) || !isTree(known)) return fresh;
  const keys = Object.keys(fresh);
  let alike = keys.length === Object.keys(known).length && Array.isArray(fresh) === Array.isArray(known);
  for (const key of keys) {
    const part = sharing(fresh[key], Object.hasOwn(known, key) ? known[key] : undefined);
    (fresh as Tree)[key] = part;
    alike &&= part === known[key];
  }
  return alike ? (known as T) : fresh;
}
