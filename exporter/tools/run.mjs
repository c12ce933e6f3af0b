// First step of every command in package.json: plain JavaScript, so that it runs on whatever Node the
// machine has, before anything is installed. Installs what the lock file names when node_modules does not
// match it, then hands over to the command under the Node that the project asks for.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const FLOOR = [24, 12];
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const modules = join(root, "node_modules");
const stamp = join(modules, ".installed-lock");

function install() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stderr.write("Installing npm packages (once, about half a minute) ...\n");
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", process.stderr, process.stderr],
  });
  if (npm.error || npm.status !== 0) {
    process.stderr.write("npm ci failed: see its message above, mend it, and run the same command again.\n");
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

/** The Node to run on: this one when it is new enough, else the one that npm installed for this project. */
function runtime() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1])) return process.execPath;
  const own = join(modules, ".bin", "node");
  if (existsSync(own)) return own;
  process.stderr.write(
    `This project needs Node ${FLOOR.join(".")} or newer, this is ${process.versions.node}, and npm has none for ` +
      `${process.platform}-${process.arch}. Install Node 24 and run the same command again.\n`,
  );
  process.exit(1);
}

install();
const [script, ...args] = process.argv.slice(2);
const child = spawn(runtime(), [join(root, script), ...args], {
  stdio: "inherit",
  env: { ...process.env, PATH: `${join(modules, ".bin")}:${process.env.PATH}` },
});
// The child gets a terminal's Ctrl-C itself; a signal sent to this process alone is passed on. Either way the
// child decides when all is over.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
}
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
