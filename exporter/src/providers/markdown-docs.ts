import { glob, readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { defineProvider, duration, type Failure, failure, type ProbeContext } from "../contract.ts";
import { changedSince } from "./markdown-docs/history.ts";
import { findBroken } from "./markdown-docs/links.ts";
import { type Page, readPage } from "./markdown-docs/page.ts";

const MAX_PAGES = 5000;
const MAX_PAGE_BYTES = 512 * 1024;
const DAY_SECONDS = 86_400;

export default defineProvider({
  id: "markdown-docs",
  title: "Markdown documentation",
  description: `Reads the Markdown pages of a folder: how long nobody touched them, and whether the links between them lead somewhere. Uses no network.

- **down**: \`folder\` does not exist or no page matches \`include\` (\`not_found\`); it may not be read (\`forbidden\`); more than ${MAX_PAGES} pages match (\`unexpected_response\`).
- **degraded**: a page is older than \`max_age\`; a link is broken; the ages are unknown; a page cannot be read or is larger than ${MAX_PAGE_BYTES / 1024} KiB. The first few are named.
- **Age** is the time since the last commit that changed the page, from \`git log\`: a file's own time is that of the clone. It needs \`git\` and a checkout that is not shallow; \`max_age: off\` where there is none. A page that was never committed counts as old.
- **Links** are those of Markdown and of HTML in it, images too, to files (which must exist) and to anchors of pages (a heading's, as GitHub names it, or an HTML \`id\` or \`name\`; upper and lower case are one). A leading \`/\` means \`folder\`. Anchors of files that \`include\` leaves out, and addresses with a scheme or a host, are not followed.
- \`node_modules\` and \`.git\` are never looked into, other hidden folders only where a glob names them.

Observes: inventory \`pages\`, \`links_broken\`, and \`pages_stale\` unless \`max_age: off\`.

Source: [GitHub Flavored Markdown](https://github.github.com/gfm/), [section links](https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links), [git log](https://git-scm.com/docs/git-log).`,
  config: z.strictObject({
    folder: z
      .string()
      .min(1)
      .describe(
        "Path of the checkout or of a folder in it; absolute, or from where the exporter was started",
      ),
    include: z
      .array(z.string().regex(/^(?!\/)(?!.*\.\.)./, "must stay within folder"))
      .min(1)
      .default(["**/*.md"])
      .describe("Globs of the pages, below `folder`"),
    max_age: z
      .union([z.literal("off"), duration()])
      .prefault("90d")
      .describe("A page that no commit changed for this long is stale; `off`: age does not matter"),
  }),
  example: { provider: "markdown-docs", folder: "/srv/handbook", include: ["docs/**/*.md"], max_age: "90d" },
  observes: ({ max_age }) => ({
    inventory: ["pages", ...(max_age === "off" ? [] : (["pages_stale"] as const)), "links_broken"],
  }),

  probe: (config, context) =>
    context.measure("wait", async () => {
      const paths = await findPages(config.folder, config.include);
      if (!Array.isArray(paths)) return paths;
      const { pages, unread } = await readPages(config.folder, paths, context.signal);
      const broken = await findBroken(config.folder, pages);
      const age =
        config.max_age === "off" ? undefined : await findStale(config.folder, paths, config.max_age, context);
      const troubles = [
        age?.why && `the ages of the pages are unknown: ${age.why}`,
        age?.stale && list(age.stale, `pages not changed for ${span(config.max_age as number)}`),
        list(broken, "broken links"),
        list(unread, "pages that cannot be read"),
      ].filter(Boolean);
      return {
        ok: true,
        inventory: [
          { kind: "pages", count: paths.length },
          ...(age?.stale ? [{ kind: "pages_stale" as const, count: age.stale.length }] : []),
          { kind: "links_broken", count: broken.length },
        ],
        ...(troubles.length > 0 ? { degraded: troubles.join("; ") } : {}),
        summary: [
          `Pages ${paths.length}`,
          ...(age?.stale ? [`stale ${age.stale.length}`] : []),
          `broken links ${broken.length}`,
        ].join(" · "),
      };
    }),
});

async function findPages(folder: string, include: string[]): Promise<string[] | Failure> {
  const code = await readdir(folder).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code,
  );
  if (code)
    return failure(/EACCES|EPERM/.test(code) ? "forbidden" : "not_found", `cannot read ${folder}: ${code}`);
  const exclude = (path: string) => /^(?:node_modules|\.git)$/.test(basename(path));
  const paths = new Set<string>();
  for await (const path of glob(include, { cwd: folder, exclude })) {
    if (paths.size === MAX_PAGES)
      return failure("unexpected_response", `more than ${MAX_PAGES} pages match: narrow include`);
    paths.add(path);
  }
  if (paths.size === 0) return failure("not_found", `no page in ${folder} matches ${include.join(", ")}`);
  return [...paths].sort();
}

async function readPages(folder: string, paths: string[], signal: AbortSignal) {
  const pages = new Map<string, Page>();
  const unread: string[] = [];
  for (const path of paths) {
    signal.throwIfAborted();
    const text = await readText(join(folder, path), signal);
    if (text === undefined) unread.push(path);
    else pages.set(path, readPage(text));
  }
  return { pages, unread };
}

/** Undefined for what is too large, no file, or not ours to read. */
async function readText(file: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const found = await stat(file);
    if (!found.isFile() || found.size > MAX_PAGE_BYTES) return undefined;
    return await readFile(file, { encoding: "utf8", signal });
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

async function findStale(folder: string, paths: string[], maxAge: number, { clock, signal }: ProbeContext) {
  const history = await changedSince(folder, new Date((clock.now() - maxAge) * 1000), signal);
  return history.ok ? { stale: paths.filter((path) => !history.changed.has(path)) } : { why: history.why };
}

const NAMED = 3;

/** `broken links: a, b, c and 1 more`; undefined for none. */
function list(names: readonly string[], what: string): string | undefined {
  if (names.length === 0) return undefined;
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  return `${what}: ${names.slice(0, NAMED).join(", ")}${more}`;
}

function span(seconds: number): string {
  const [amount, unit] = seconds < DAY_SECONDS ? [seconds / 3600, "hours"] : [seconds / DAY_SECONDS, "days"];
  return `${Math.round(amount * 10) / 10} ${unit}`;
}
