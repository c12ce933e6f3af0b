import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "./page.ts";

/** With a scheme or a host: the network's, not ours to follow. */
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/** The links between files that lead nowhere, as `page → link`. `pages` by path below `folder`. */
export async function findBroken(folder: string, pages: ReadonlyMap<string, Page>): Promise<string[]> {
  const known = new Map<string, Promise<boolean>>();
  const exists = (path: string): Promise<boolean> => {
    const found =
      known.get(path) ??
      access(join(folder, path)).then(
        () => true,
        () => false,
      );
    known.set(path, found);
    return found;
  };
  const broken: string[] = [];
  for (const [from, { links }] of pages) {
    for (const link of new Set(links)) {
      if (ELSEWHERE.test(link)) continue;
      const { path, fragment } = resolveLink(from, link);
      const target = pages.get(path);
      const good = target ? hasAnchor(target, fragment) : await exists(path);
      if (!good) broken.push(`${from} → ${link}`);
    }
  }
  return broken;
}

function resolveLink(from: string, link: string): { path: string; fragment: string } {
  const hash = link.indexOf("#");
  const address = hash < 0 ? link : link.slice(0, hash);
  const fragment = hash < 0 ? "" : decode(link.slice(hash + 1));
  const path = decode(address.split("?")[0] ?? "");
  if (path === "") return { path: from, fragment };
  return { path: join(path.startsWith("/") ? "." : dirname(from), path), fragment };
}

/** `#` and `#top` are the beginning of any page. */
const hasAnchor = ({ anchors }: Page, fragment: string): boolean =>
  /^(?:top)?$/i.test(fragment) || anchors.has(fragment.toLowerCase());

/** A lone percent sign is what it looks like. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
