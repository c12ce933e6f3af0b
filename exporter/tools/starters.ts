/** Scripts that start the programs of an unpacked package, wherever its folder is. */
import { existsSync, globSync, statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

/** Makes `folder/bin` for the programs in `folder/root`. */
export async function writeStarters(folder: string): Promise<void> {
  const root = join(folder, "root");
  const libraries = globSync(["usr/lib/*-linux-*", "lib/*-linux-*"], { cwd: root });
  const programs = globSync(["usr/bin/*", "usr/sbin/*", "usr/lib/postgresql/*/bin/*"], { cwd: root });
  await mkdir(join(folder, "bin"));
  for (const program of programs) {
    const path = join(root, program);
    // Some are links to what only a real installation has.
    if (!existsSync(path) || !statSync(path).isFile()) continue;
    await writeFile(join(folder, "bin", basename(program)), starter(root, program, libraries), {
      mode: 0o755,
    });
  }
}

const TEMPLATES = "usr/share/prometheus/alertmanager";

const starter = (root: string, program: string, libraries: string[]) => `#!/bin/sh
root=$(dirname "$(dirname "$(readlink -f "$0")")")/root
program=$root/${program}
${libraries.length > 0 ? `export LD_LIBRARY_PATH="${libraries.map((path) => `$root/${path}`).join(":")}"\n` : ""}${existsSync(join(root, TEMPLATES)) ? showTemplates : ""}exec "$program" "$@"
`;

/**
 * Debian's Alertmanager reads its default templates from one fixed path. Where a user may have a view of the
 * file system of their own, the program sees its files there and the system stays as it is; where only root can
 * help (a plain container), a link is made.
 */
const showTemplates = `if [ ! -r /${TEMPLATES}/default.tmpl ]; then
  overlay='mount -t overlay overlay -o "lowerdir=$0:/usr/share" /usr/share'
  if unshare -rm sh -c "$overlay" "$root/usr/share" 2>/dev/null; then
    exec unshare -rm sh -c "$overlay"' && exec "$@"' "$root/usr/share" "$program" "$@"
  fi
  if ! { mkdir -p "$(dirname /${TEMPLATES})" && ln -sfn "$root/${TEMPLATES}" /${TEMPLATES}; }; then
    echo "It needs its templates in /${TEMPLATES}: as root, run ln -s $root/${TEMPLATES} /${TEMPLATES}" >&2
    exit 1
  fi
fi
`;
