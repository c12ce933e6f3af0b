/** Which processor core does what: the one that is measured has its core to itself, as far as the machine allows. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

export interface Cores {
  /** For people. */
  note: string;
  /** A command line that runs on the core of what is measured. */
  subject(command: string, args: string[]): { command: string; args: string[] };
}

/**
 * Takes one core for what is measured and moves this process, and so all that it starts, to the others. Without
 * taskset (util-linux) or a second core nothing is pinned.
 */
export async function shareCores(): Promise<Cores> {
  const allowed = await allowedCores();
  const [own, ...others] = allowed;
  try {
    if (others.length === 0) throw new Error("there is one core for all");
    await promisify(execFile)("taskset", ["-a", "-c", "-p", others.join(","), String(process.pid)]);
    return {
      note: `what is measured on core ${own}, targets and drivers on ${others.length === 1 ? "core" : "cores"} ${others.join(", ")}`,
      subject: (command, args) => ({ command: "taskset", args: ["-c", String(own), command, ...args] }),
    };
  } catch (error) {
    return unpinned((error as Error).message);
  }
}

export const unpinned = (why: string): Cores => ({
  note: `nothing is pinned to a core: ${why}`,
  subject: (command, args) => ({ command, args }),
});

/** Linux tells them as "0-3,8". */
async function allowedCores(): Promise<number[]> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? "";
  return list.split(",").flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 || 0 }, (_, index) => first + index);
  });
}
