/** Where something stands in the catalog: keys of mappings and places in lists. */
export type Path = readonly PropertyKey[];

/** `integrations[2].checks[0].timeout`; a key that is not a plain word stands in brackets and quotes. */
export const pathText = (path: Path): string =>
  path
    .map((key) => {
      if (typeof key === "number") return `[${key}]`;
      return /^[\w-]+$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(String(key))}]`;
    })
    .join("")
    .replace(/^\./, "");

/** What stands at `path` of plain data; undefined where there is nothing. */
export const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  );
