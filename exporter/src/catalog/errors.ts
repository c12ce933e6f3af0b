/** What is wrong with a catalog, apart from what finds it: the exporter tells of it, and has it found by a process of its own. */

/** `path` is `integrations[2].checks[0].timeout`, or empty for the file as a whole; lines and columns from 1. */
export interface CatalogError {
  path: string;
  line?: number;
  column?: number;
  message: string;
}

/** One line each: `integrations.yaml:12:7 integrations[2].checks[0].timeout: must be below interval (30s), got 45s`. */
export const formatErrors = (file: string, errors: readonly CatalogError[]): string =>
  errors
    .map(({ path, line, column, message }) => {
      const place = line === undefined ? `${file}:` : `${file}:${line}:${column}`;
      return `${place} ${path ? `${path}: ` : ""}${message}`;
    })
    .join("\n");
