/** What Linux tells of a process. Source: proc_pid_stat(5), proc_pid_status(5). */
import { readFile } from "node:fs/promises";

/** USER_HZ, which every Linux of today has at 100. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used in all its threads, its own and the kernel's for it. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // The second field, the program's name, may hold anything; the rest begins after its last parenthesis.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Resident memory in MB (10^6 bytes): now, and the most that it ever was. */
export async function residentMB(pid: number): Promise<{ now: number; most: number }> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const megabytes = (key: string) =>
    (Number(new RegExp(`^${key}:\\s*(\\d+) kB`, "m").exec(status)?.[1]) * 1024) / 1e6;
  return { now: megabytes("VmRSS"), most: megabytes("VmHWM") };
}
