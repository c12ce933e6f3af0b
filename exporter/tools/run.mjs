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

/** Installs what the lock file names, unless it is there already. */
function install() {
  const lock = readFileSync(join(root, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stderr.write("Installing npm packages (once, about half a minute) ...\n");
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", process.stderr, process.stderr],
  });
  if (npm.error || npm.status !== 0) {
    fail("npm ci failed: see its message above, mend it, and run the same command again.");
  }
  // npm leaves out an optional package that it could not fetch, and says nothing: the next run shall try again.
  if (runtime()) writeFileSync(stamp, wanted);
}

/** The Node to run on: this one when it is new enough, else the one that npm installed for this project. */
function runtime() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const enough = major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1]);
  // While npm replaces node_modules, the very Node that runs this may go with it.
  if (enough && existsSync(process.execPath)) return process.execPath;
  const own = join(modules, ".bin", "node");
  return existsSync(own) ? own : undefined;
}

/** What the script's first line asks for when it is started by itself: variables before `node`, flags behind it. */
function firstLineOf(file) {
  const [, variables = "", flags = ""] = /^#!.*? -S (.*?)\bnode\b(.*)/.exec(readFileSync(file, "utf8")) ?? [];
  return {
    variables: Object.fromEntries(variables.match(/\S+/g)?.map((word) => word.split("=")) ?? []),
    flags: flags.match(/\S+/g) ?? [],
  };
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

install();
const node = runtime();
if (!node) {
  fail(
    `This project needs Node ${FLOOR.join(".")} or newer, this is ${process.versions.node}, and npm has installed none for ` +
      `${process.platform}-${process.arch}. Run the same command again; if that does not help, install Node 24.`,
  );
}

const [name, ...args] = process.argv.slice(2);
const script = join(root, name);
const { variables, flags } = firstLineOf(script);
const child = spawn(node, [...flags, script, ...args], {
  stdio: "inherit",
  env: { ...process.env, ...variables, PATH: `${join(modules, ".bin")}:${process.env.PATH}` },
});
// The child gets a terminal's Ctrl-C itself; a signal sent to this process alone is passed on. Either way the
// child decides when all is over.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
}
child.on("error", (error) => fail(`${node} does not start: ${error.message}`));
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
