import { readdirSync, readFileSync } from "node:fs";
import type { Clock } from "../../contract.ts";

/** Environment variable that every process a probe started carries, and hands down to its children. */
export const MARKER = "INTEGRATION_EXPORTER_PROBE";

/** Together below the 2 s that the runner waits for what ends with an attempt. */
const GRACE_SECONDS = 0.5;
const TERM_SECONDS = 0.75;
const KILL_SECONDS = 0.5;
const POLL_SECONDS = 0.05;

export interface Tree {
  /** Process id of the root, which leads a session of its own. */
  root: number;
  /** Value of MARKER, unique to this tree. */
  mark: string;
}

/**
 * Ends every process of a tree: what has not gone by itself shortly after its standard input closed gets
 * SIGTERM, and what is still there after that SIGKILL.
 *
 * @param exited resolves when the root has exited: waiting for it is cheaper than looking for it.
 */
export async function endTree(tree: Tree, exited: Promise<void>, clock: Clock): Promise<void> {
  await new Promise<void>((resolve) => {
    const cancel = clock.after(GRACE_SECONDS, resolve);
    void exited.then(cancel).then(resolve);
  });
  if (await signalUntilGone(tree, "SIGTERM", TERM_SECONDS, clock)) return;
  await signalUntilGone(tree, "SIGKILL", KILL_SECONDS, clock);
}

async function signalUntilGone(
  tree: Tree,
  signal: NodeJS.Signals,
  seconds: number,
  clock: Clock,
): Promise<boolean> {
  // Once each: a second SIGTERM would cut short an orderly shutdown. New ones may be forked meanwhile.
  const told = new Set<number>();
  for (let waited = 0; waited < seconds; waited += POLL_SECONDS) {
    const left = members(tree);
    if (left.length === 0) return true;
    for (const target of left.filter((target) => !told.has(target))) {
      kill(target, signal);
      told.add(target);
    }
    await new Promise<void>((resolve) => clock.after(POLL_SECONDS, resolve));
  }
  return false;
}

/** @returns whether there was somebody to signal. */
function kill(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, signal);
  } catch {
    return false;
  }
}

/**
 * What to signal to reach the whole tree. A process group alone would miss a child that made a session of its
 * own (a daemon, a browser); on Linux such a child is known by the environment that it inherited.
 */
function members({ root, mark }: Tree): number[] {
  if (process.platform !== "linux") return kill(-root, 0) ? [-root] : [];
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && belongs(pid, root, mark));
}

function belongs(pid: number, root: number, mark: string): boolean {
  // State, parent, process group, session, ...: they follow the name, which may itself hold spaces and brackets.
  const stat = readProc(pid, "stat");
  const [state, , , session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (!state || "ZX".includes(state)) return false;
  return Number(session) === root || readProc(pid, "environ").split("\0").includes(`${MARKER}=${mark}`);
}

/** Empty for a process that is gone or not ours. */
const readProc = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
};
