/** To take URLs apart was a fiftieth of a probe's CPU, and a catalog asks the same ones again and again. */
const known = new Map<string, Readonly<URL>>();
/** Twice what one exporter is meant for. Who asks for another one each time is not to fill the memory. */
const MOST = 20_000;

/** @throws TypeError when it is none */
export function parseUrl(text: string): Readonly<URL> {
  const found = known.get(text);
  if (found) return found;
  const url = new URL(text);
  if (known.size >= MOST) known.clear();
  known.set(text, url);
  return url;
}
