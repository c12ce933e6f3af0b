import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A repository with a page that no commit knows, and a link in it that leads nowhere. */
export async function writeNeglectedPages(folder: string): Promise<void> {
  await mkdir(folder);
  await writeFile(join(folder, "page.md"), "[more](nowhere.md)\n");
  const author = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.com"];
  execFileSync("git", ["-C", folder, "init", "--quiet"]);
  execFileSync("git", ["-C", folder, ...author, "commit", "--quiet", "--allow-empty", "--message=empty"]);
}
