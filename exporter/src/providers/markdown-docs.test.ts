import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { probeOnce } from "../../test/probe-once.ts";
import provider from "./markdown-docs.ts";

const DAY_SECONDS = 86_400;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "markdown-docs-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function git(args: string[], daysAgo = 0): void {
  const date = `@${Math.round(Date.now() / 1000 - daysAgo * DAY_SECONDS)} +0000`;
  const who = { GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@example.com", GIT_AUTHOR_DATE: date };
  const env = {
    ...{ PATH: process.env.PATH, GIT_CONFIG_GLOBAL: "/dev/null" },
    ...{ ...who, GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@example.com", GIT_COMMITTER_DATE: date },
  };
  execFileSync("git", ["-C", folder, ...args], { env, stdio: "ignore" });
}

function commit(path: string, text: string, daysAgo: number): void {
  write(path, text);
  git(["add", "--", path]);
  git(["commit", "-m", path], daysAgo);
}

const probe = (over: Record<string, unknown> = {}) =>
  probeOnce(provider as never, { folder, max_age: "off", ...over });

/** What is wrong with the links of a page that stands alone, or beside `others`. */
async function broken(page: string, others: Record<string, string> = {}): Promise<string | undefined> {
  write("page.md", page);
  for (const [path, text] of Object.entries(others)) write(path, text);
  return (await probe()).observations.degraded;
}

describe("age", () => {
  beforeEach(() => git(["init"]));

  test("is that of the last commit of each page, and the old ones are named", async () => {
    commit("old.md", "# Old", 100);
    commit("touched.md", "# Once", 100);
    commit("touched.md", "# Twice", 10);
    commit("sub/with space.md", "# New", 10);
    expect(await probe({ max_age: "90d" })).toMatchObject({
      outcome: "success",
      observations: {
        degraded: "pages not changed for 90 days: old.md",
        inventory: [
          { kind: "pages", count: 3 },
          { kind: "pages_stale", count: 1 },
          { kind: "links_broken", count: 0 },
        ],
        summary: "Pages 3 · stale 1 · broken links 0",
      },
    });
    const patient = await probe({ max_age: "120d" });
    expect(patient.observations.degraded).toBeUndefined();
  });

  test("is known in a folder of a checkout, for a page with a name beyond ASCII", async () => {
    commit("docs/alt.md", "# Alt", 100);
    commit("docs/größe.md", "# Neu", 10);
    const { observations } = await probe({ folder: join(folder, "docs"), max_age: "90d" });
    expect(observations.degraded).toBe("pages not changed for 90 days: alt.md");
  });

  test("of a page that was never committed is old", async () => {
    commit("a.md", "# A", 0);
    write("b.md", "# B");
    expect((await probe({ max_age: "12h" })).observations.degraded).toBe(
      "pages not changed for 12 hours: b.md",
    );
  });

  test("is unknown in a shallow checkout, where every page looks new", async () => {
    commit("a.md", "# A", 100);
    commit("a.md", "# B", 50);
    const deep = folder;
    folder = mkdtempSync(join(tmpdir(), "markdown-docs-"));
    git(["clone", "--depth", "1", `file://${deep}`, "."]);
    rmSync(deep, { recursive: true });
    const { observations } = await probe({ max_age: "1d" });
    expect(observations.degraded).toBe("the ages of the pages are unknown: the checkout is shallow");
    expect(observations.inventory?.map(({ kind }) => kind)).toEqual(["pages", "links_broken"]);
  });
});

describe("without Git", () => {
  beforeEach(() => write("a.md", "# A"));

  test("ages are unknown, and links are still judged", async () => {
    write("a.md", "[b](b.md)");
    expect((await probe({ max_age: "90d" })).observations.degraded).toMatch(
      /^the ages of the pages are unknown: fatal: not a git repository.*; broken links: a\.md → b\.md$/,
    );
  });

  test("the ages are unknown where the program is missing", async () => {
    const { PATH } = process.env;
    process.env.PATH = folder;
    try {
      const { observations } = await probe({ max_age: "90d" });
      expect(observations.degraded).toBe("the ages of the pages are unknown: git is not installed");
    } finally {
      process.env.PATH = PATH;
    }
  });

  test("all is well when age does not matter", async () => {
    expect(await probe()).toMatchObject({
      outcome: "success",
      observations: { summary: "Pages 1 · broken links 0" },
    });
  });
});

describe("a link", () => {
  test.each([
    ["to a page", "[a](other.md)"],
    ["to a page by reference", "[a][1]\n\n[1]: other.md"],
    ["to a heading", "[a](other.md#second--part)"],
    ["to the second heading of a name", "[a](other.md#twice-1)"],
    ["to a heading with code, emphasis and a link in it", "[a](other.md#the-run-key-of-main)"],
    ["to a heading in another case", "[a](other.md#Twice)"],
    ["to an HTML id", "[a](other.md#here)"],
    ["to a heading beyond ASCII", "[a](other.md#%C3%9Cbersicht)"],
    ["to a heading of its own page", "# Own\n[a](#own)"],
    ["to the top", "[a](#top) [b](#)"],
    ["to a folder", "[a](sub/) [b](sub)"],
    ["to an image", "![a](sub/a%20b.png)"],
    ["to a file with a line", "[a](sub/code.ts#L3)"],
    ["from the folder's root", "[a](/sub/code.ts)"],
    ["with a query", "[a](other.md?plain=1#twice)"],
    ["to another host", "[a](https://example.com/x.md) <me@example.com> [c](//cdn.example.com/x)"],
    ["in code", "`[a](gone.md)`\n\n```md\n[a](gone.md)\n```"],
    ["in a comment", "<!-- [a](gone.md) <a href='gone.md'> -->"],
    ["in front matter", "---\nsee: '[a](gone.md)'\n---\n# Title"],
  ])("%s is good", async (_, page) => {
    const others = {
      "other.md": [
        "# Second & part",
        "## Twice",
        "## Twice",
        "## The `run` *key* of [main](page.md)",
        '<a id="here"></a>',
        "Übersicht\n---",
      ].join("\n\n"),
      "sub/a b.png": "",
      "sub/code.ts": "",
    };
    expect(await broken(page, others)).toBeUndefined();
  });

  test.each([
    ["to a page that is gone", "[a](gone.md)", "gone.md"],
    ["to a heading that is gone", "[a](other.md#gone)", "other.md#gone"],
    ["to a third heading where there are two", "[a](other.md#twice-2)", "other.md#twice-2"],
    ["to a heading of its own page", "[a](#gone)", "#gone"],
    ["to an image that is gone", "![a](gone.png)", "gone.png"],
    ["in HTML", '<p><img alt="x" src="gone.png"></p>', "gone.png"],
    ["in a table", "| a |\n|---|\n| [a](gone.md) |", "gone.md"],
    ["with a lone percent sign", "[a](100%.md)", "100%.md"],
  ])("%s is broken", async (_, page, link) => {
    const told = await broken(page, { "other.md": "# Twice\n\n# Twice" });
    expect(told).toBe(`broken links: page.md → ${link}`);
  });

  test("counts from the page's own folder", async () => {
    write("docs/a.md", "[b](../b.md) [c](b.md)");
    write("b.md", "# B");
    expect((await probe()).observations.degraded).toBe("broken links: docs/a.md → b.md");
  });

  test("is counted once a page, and the first few are named", async () => {
    const page = [1, 2, 3, 4, 5, 5].map((n) => `[a](gone${n}.md)`).join(" ");
    expect(await broken(page)).toBe(
      "broken links: page.md → gone1.md, page.md → gone2.md, page.md → gone3.md and 2 more",
    );
    expect((await probe()).observations.inventory).toContainEqual({ kind: "links_broken", count: 5 });
  });
});

describe("the pages", () => {
  test("are those that include names, and never those of dependencies", async () => {
    for (const path of ["a.md", "docs/b.md", "docs/c.mdx", "node_modules/x/d.md"]) write(path, "# Title");
    const count = async (include?: string[]) =>
      (await probe(include ? { include } : {})).observations.inventory?.[0]?.count;
    expect(await count()).toBe(2);
    expect(await count(["docs/*.md", "docs/**/*.mdx"])).toBe(2);
  });

  test("that cannot be read are told", async () => {
    write("large.md", "x".repeat(512 * 1024 + 1));
    mkdirSync(join(folder, "folder.md"));
    expect((await probe()).observations.degraded).toBe("pages that cannot be read: folder.md, large.md");
  });

  test("that are pipes are not waited for", async () => {
    const pipe = join(folder, "pipe.md");
    execFileSync("mkfifo", [pipe]);
    // Whoever reads it after all is let go at the end.
    const writer = openSync(pipe, "r+");
    try {
      const ran = await probeOnce(provider as never, { folder, max_age: "off" }, { timeoutSeconds: 1 });
      expect(ran.observations.degraded).toBe("pages that cannot be read: pipe.md");
    } finally {
      closeSync(writer);
    }
  });

  test("are not_found when nothing matches", async () => {
    expect(await probe()).toMatchObject({
      outcome: "failure",
      reason: "not_found",
      detail: `no page in ${folder} matches **/*.md`,
    });
  });

  test("are not_found in a folder that does not exist", async () => {
    const gone = join(folder, "gone");
    expect(await probe({ folder: gone })).toMatchObject({
      reason: "not_found",
      detail: `cannot read ${gone}: ENOENT`,
    });
  });

  test("beyond what a probe may read are too many", async () => {
    for (let index = 0; index <= 5000; index++) writeFileSync(join(folder, `${index}.md`), "");
    expect(await probe()).toMatchObject({
      outcome: "failure",
      reason: "unexpected_response",
      detail: "more than 5000 pages match: narrow include",
    });
  });

  test.each(["/etc/*.md", "../*.md"])("must stay within the folder: %s is refused", (glob) => {
    expect(provider.config.safeParse({ folder, include: [glob] }).success).toBe(false);
  });
});

test("observes tells what a check will tell", () => {
  const inventory = (over: Record<string, unknown>) =>
    provider.observes?.(provider.config.parse({ folder, ...over })).inventory;
  expect(inventory({})).toEqual(["pages", "pages_stale", "links_broken"]);
  expect(inventory({ max_age: "off" })).toEqual(["pages", "links_broken"]);
});
