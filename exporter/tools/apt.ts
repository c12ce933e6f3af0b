/**
 * Debian packages as plain folders: fetched and unpacked by apt and dpkg, without root rights and without a
 * trace in the system. apt gets lists and caches of its own and checks signatures as ever; where the archive
 * is comes from the machine's own sources.
 */
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { writeStarters } from "./starters.ts";

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const DEADLINE_MS = 300_000;

export interface DebianPackage {
  package: string;
  /** A suite other than the machine's. Only the package itself is taken from there, so it must bring its libraries. */
  suite?: "sid";
}

async function run(command: string, args: string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, {
    cwd,
    timeout: DEADLINE_MS,
    maxBuffer: 1 << 26,
    env: { ...process.env, LC_ALL: "C" },
  });
  return stdout;
}

/** Options for every call of apt-get. The hooks that distributions hang on `update` would write to the system. */
const configuration = (work: string) => `
Dir::State::Lists "${work}/lists";
Dir::Cache "${work}/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;

/** With an empty status nothing counts as installed: the machine's pins and versions have no say in another suite. */
const otherSuite = (work: string) => `
Dir::Etc::SourceList "${work}/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State::Status "${work}/status";
`;

/** Sources for `suite` at each site that the machine takes packages from; the keyring keeps all but Debian's out. */
async function sourcesOf(suite: string, apt: (...args: string[]) => Promise<string>): Promise<string> {
  const uris = await apt("update", "--print-uris");
  const sites = [...uris.matchAll(/^'(\S+)\/dists\/[^/']+\/InRelease'/gm)].map(([, site]) => site);
  if (sites.length === 0) throw new Error("apt has no sources on this machine");
  return [...new Set(sites)].map((site) => `deb [signed-by=${KEYRING}] ${site} ${suite} main\n`).join("");
}

/** The package and those of its dependencies that the machine lacks, as `name=version`. */
async function missing(name: string, apt: (...args: string[]) => Promise<string>): Promise<string[]> {
  const plan = await apt("install", "--simulate", "--no-install-recommends", name);
  return [...plan.matchAll(/^Inst (\S+) (?:\[\S+\] )?\((\S+)/gm)].map(
    ([, found, version]) => `${found}=${version}`,
  );
}

async function unpack(wanted: DebianPackage, folder: string): Promise<void> {
  const work = join(folder, "apt");
  const downloads = join(work, "downloads");
  await mkdir(join(work, "lists/partial"), { recursive: true });
  await mkdir(join(work, "cache/archives/partial"), { recursive: true });
  await mkdir(downloads);
  await writeFile(join(work, "status"), "");
  await writeFile(join(work, "apt.conf"), configuration(work));
  const apt = (...args: string[]) => run("apt-get", ["-q", "-c", join(work, "apt.conf"), ...args], downloads);
  if (wanted.suite) {
    await writeFile(join(work, "sources.list"), await sourcesOf(wanted.suite, apt));
    await writeFile(join(work, "apt.conf"), configuration(work) + otherSuite(work));
  }
  // One source of several that does not answer need not be the one that matters: the next step tells.
  const update = await apt("update").then(
    () => "",
    (error: Error) => error.message,
  );
  try {
    await apt("download", ...(wanted.suite ? [wanted.package] : await missing(wanted.package, apt)));
  } catch (error) {
    throw new Error([update, (error as Error).message].filter(Boolean).join("\n"));
  }
  for (const archive of await readdir(downloads)) {
    await run("dpkg", ["-x", join(downloads, archive), join(folder, "root")], work);
  }
  await rm(work, { recursive: true });
}

/**
 * Puts the package's files into `destination/root`, and into `destination/bin` a script to start each of its
 * programs. Whole or not at all; of two processes that fetch the same, the first puts it in place. Throws when apt or
 * dpkg fails, with their words.
 */
export async function fetchPackage(wanted: DebianPackage, destination: string): Promise<void> {
  // Whatever is there was found wanting: too old by now, or broken by an upgrade of the system.
  await rm(destination, { recursive: true, force: true });
  await mkdir(dirname(destination), { recursive: true });
  const folder = await mkdtemp(`${destination}.partial-`);
  try {
    await chmod(folder, 0o755);
    await unpack(wanted, folder);
    await writeStarters(folder);
    await rename(folder, destination).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
