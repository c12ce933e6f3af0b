import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Ports that the demo's catalog names, and those that are in use instead. */
export type Moves = ReadonlyMap<number, number>;

/** Each usual port in `text` is replaced by where it moved to. */
export const move = (text: string, moves: Moves): string =>
  text.replace(/\b\d{4,5}\b/g, (number) => String(moves.get(Number(number)) ?? number));

export interface Changes {
  moves: Moves;
  /** Whether a Grafana runs: without one, no alert shall link to its dashboards. */
  dashboards: boolean;
}

/** A copy of `template` that fits what runs, in a folder of its own, which `stop` removes. */
export async function writeCatalog(
  template: string,
  { moves, dashboards }: Changes,
): Promise<{ catalog: string; stop(): Promise<void> }> {
  const text = await readFile(template, "utf8");
  const linked = dashboards ? text : text.replace(/^ {2}dashboards: .*\n/m, "");
  const folder = await mkdtemp(join(tmpdir(), "integration-demo-"));
  const catalog = join(folder, "demo.yaml");
  await writeFile(catalog, move(linked, moves));
  return { catalog, stop: () => rm(folder, { recursive: true, force: true }) };
}
