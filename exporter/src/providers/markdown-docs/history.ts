import { execFile } from "node:child_process";
import { promisify } from "node:util";

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/**
 * Whoever names the folder trusts it, though it belongs to another user when it is mounted into a container. Nothing of
 * its configuration may start a program or reach for the network.
 */
const SETTINGS = [
  "safe.directory=*",
  "core.fsmonitor=false",
  "log.showSignature=false",
  "protocol.allow=never",
].flatMap((setting) => ["-c", setting]);

const run = promisify(execFile);

export type History = { ok: true; changed: ReadonlySet<string> } | { ok: false; why: string };

/** The files below `folder` that a commit changed since `since`; or why nobody knows. */
export async function changedSince(folder: string, since: Date, signal: AbortSignal): Promise<History> {
  const git = async (...args: string[]) => {
    const env = { PATH: process.env.PATH, LC_ALL: "C" };
    const options = { signal, env, maxBuffer: MAX_OUTPUT_BYTES };
    return (await run("git", ["-C", folder, ...SETTINGS, ...args], options)).stdout;
  };
  try {
    // Where a shallow history ends, every file looks as if it had just been written.
    if ((await git("rev-parse", "--is-shallow-repository")).trim() === "true")
      return { ok: false, why: "the checkout is shallow" };
    const window = `--since=${since.toISOString()}`;
    const names = await git(
      "log",
      window,
      "--format=",
      "--name-only",
      "--no-renames",
      "--relative",
      "-z",
      "--",
      ".",
    );
    return { ok: true, changed: new Set(names.split("\0")) };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, why: explain(error as NodeJS.ErrnoException & { stderr?: string }) };
  }
}

function explain({ code, stderr = "", message }: NodeJS.ErrnoException & { stderr?: string }): string {
  if (code === "ENOENT") return "git is not installed";
  return stderr.trim().split("\n")[0] || message;
}
