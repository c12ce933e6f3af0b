/**
 * The real servers that the tests, the demo and the bench run against: those on the PATH where they are new enough,
 * else Debian's, unpacked into a cache folder. `node exporter/tools/engines.ts` gets what the tests need.
 */
import { execFile } from "node:child_process";
import { accessSync, constants, globSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { type DebianPackage, fetchPackage } from "./apt.ts";

interface Engine extends DebianPackage {
  /** Homebrew's formula. */
  brew: string;
  /** Names that packagers give to the program. */
  programs: string[];
  /** The oldest version that our files work with, [major, minor]. Without it the program need not tell its version. */
  floor?: [number, number];
  /** Where its makers publish it; Prometheus' own page unless told. */
  releases?: string;
  /** Folders beside the PATH where it is installed. */
  folders?: string[];
  versionFlag?: string;
}

/** What the tests and the demo run against. */
const SERVERS = {
  prometheus: {
    programs: ["prometheus"],
    package: "prometheus",
    suite: "sid",
    floor: [3, 5],
    brew: "prometheus",
  },
  promtool: { programs: ["promtool"], package: "promtool", suite: "sid", floor: [3, 5], brew: "prometheus" },
  alertmanager: {
    programs: ["alertmanager", "prometheus-alertmanager"],
    package: "prometheus-alertmanager",
    suite: "sid",
    floor: [0, 28],
    brew: "alertmanager",
  },
  amtool: {
    programs: ["amtool"],
    package: "prometheus-alertmanager",
    suite: "sid",
    floor: [0, 28],
    brew: "alertmanager",
  },
  // Debian's does not tell its version.
  "victoria-metrics": {
    programs: ["victoria-metrics", "victoria-metrics-prod"],
    package: "victoria-metrics",
    suite: "sid",
    releases: "https://github.com/VictoriaMetrics/VictoriaMetrics/releases",
    brew: "victoriametrics",
  },
  "redis-server": { programs: ["redis-server"], package: "redis-server", brew: "redis" },
  postgres: {
    programs: ["postgres"],
    package: "postgresql",
    brew: "postgresql",
    folders: ["/usr/lib/postgresql/*/bin"],
  },
  nginx: {
    programs: ["nginx"],
    package: "nginx",
    brew: "nginx",
    folders: ["/usr/sbin", "/usr/local/sbin"],
    versionFlag: "-v",
  },
  // Makes the tests' certificates.
  openssl: {
    programs: ["openssl"],
    package: "openssl",
    brew: "openssl@3",
    floor: [3, 0],
    versionFlag: "version",
  },
} as const satisfies Record<string, Engine>;

/** What only `npm run bench` compares with. */
const PEERS = {
  blackbox_exporter: {
    programs: ["blackbox_exporter", "prometheus-blackbox-exporter"],
    package: "prometheus-blackbox-exporter",
    suite: "sid",
    floor: [0, 28],
    brew: "blackbox_exporter",
  },
} as const satisfies Record<string, Engine>;

const KNOWN = { ...SERVERS, ...PEERS };

export type EngineName = keyof typeof KNOWN;
/** Those that `npm test` needs. */
export const ENGINES = Object.keys(SERVERS) as EngineName[];

/** The engine is not here and cannot be fetched. The message says what was tried and how to get it. */
export class EngineUnavailable extends Error {
  constructor(name: string, wanted: Engine, tried: string[]) {
    const version = wanted.floor ? ` ${wanted.floor.join(".")} or newer` : "";
    const { releases = "https://prometheus.io/download/" } = wanted;
    const suite = wanted.suite ? ` from ${wanted.suite}, a release from ${releases}` : "";
    super(
      `${name}${version} cannot be had here.\n${tried.map((line) => `  tried ${line}\n`).join("")}` +
        `Put it on the PATH and try again: Debian's package \`${wanted.package}\`${suite}, ` +
        `or Homebrew's \`${wanted.brew}\`.`,
    );
    this.name = "EngineUnavailable";
  }
}

/** What the program at `path` tells of its version, such as "3.5.3". Throws when it does not start. */
async function versionAt(path: string, { versionFlag = "--version" }: Engine): Promise<string | undefined> {
  const { stdout, stderr } = await promisify(execFile)(path, [versionFlag], { timeout: 30_000 });
  return /\d+(\.\d+)+/.exec(stdout + stderr)?.[0];
}

/** Why the program at `path` will not do; undefined when it will. */
async function objection(path: string, wanted: Engine): Promise<string | undefined> {
  try {
    const version = await versionAt(path, wanted);
    if (wanted.floor === undefined) return undefined;
    const [major, minor] = version?.split(".").map(Number) ?? [];
    const [floorMajor, floorMinor] = wanted.floor;
    if (major === undefined || minor === undefined) return "does not tell its version";
    const enough = major > floorMajor || (major === floorMajor && minor >= floorMinor);
    return enough ? undefined : `is version ${major}.${minor}`;
  } catch (error) {
    return `does not start: ${(error as Error).message.trim()}`;
  }
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installed(wanted: Engine): string[] {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...globSync(wanted.folders ?? [])];
  return folders
    .flatMap((folder) => wanted.programs.map((program) => join(folder, program)))
    .filter(executable);
}

const cacheFolder = () =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "integration_exporter", "engines");

const fetches = new Map<string, Promise<void>>();

/** Several engines come from one package, and several parts of a process ask for one engine. */
function fetchOnce(wanted: DebianPackage): Promise<void> {
  const destination = join(cacheFolder(), wanted.package);
  const started = fetches.get(destination) ?? fetchPackage(wanted, destination);
  fetches.set(destination, started);
  return started;
}

/**
 * The path of a program; for "postgres" its folder, with `initdb` beside it. `progress` hears about a fetch.
 * Throws EngineUnavailable.
 */
export async function engine(name: EngineName, progress: (line: string) => void = () => {}): Promise<string> {
  const wanted: Engine = KNOWN[name];
  const cached = wanted.programs.map((program) => join(cacheFolder(), wanted.package, "bin", program));
  const tried: string[] = [];
  const firstThatWorks = async (paths: string[]) => {
    for (const path of paths.filter(executable)) {
      const reason = await objection(path, wanted);
      if (reason === undefined) return name === "postgres" ? dirname(path) : path;
      tried.push(`${path}: ${reason}`);
    }
    return undefined;
  };
  const here = await firstThatWorks([...installed(wanted), ...cached]);
  if (here) return here;
  progress(`${name}: fetching Debian's package ${wanted.package} ...`);
  try {
    await fetchOnce(wanted);
  } catch (error) {
    tried.push(`apt: ${(error as Error).message.trim()}`);
  }
  const fetched = await firstThatWorks(cached);
  if (!fetched) throw new EngineUnavailable(name, wanted, tried);
  return fetched;
}

/** The version of the program that `engine` gives. */
export async function engineVersion(name: Exclude<EngineName, "postgres">): Promise<string> {
  return (await versionAt(await engine(name), KNOWN[name])) ?? "unknown";
}

if (import.meta.main) {
  const results = await Promise.allSettled(
    ENGINES.map(async (name) => console.log(`${name}: ${await engine(name, (line) => console.error(line))}`)),
  );
  for (const result of results) {
    if (result.status === "rejected") console.error(result.reason.message);
  }
  process.exitCode = results.some(({ status }) => status === "rejected") ? 1 : 0;
}
