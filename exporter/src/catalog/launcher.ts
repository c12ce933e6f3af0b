/**
 * Runs one command again and again from a small process that stays: to start it from the exporter itself, Linux would copy
 * the page tables of all the exporter's memory first, and probes would wait for that.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import type { Readable, Writable } from "node:stream";
import { createCutter } from "./cutter.ts";

export interface Launcher {
  /**
   * Runs the command once, its input empty, until its end; not while a run is under way. Never rejects.
   * @param onLine what it printed, on either stream, a line at a time
   * @returns what became of it where it did not end with exit code 0: `ended with exit code 1`, `was ended by SIGKILL`
   */
  run(onLine: (line: Buffer) => void): Promise<string | undefined>;
  /** Ends the process that stays. A run that is under way finds its input closed. */
  close(): void;
}

type Shell = ChildProcessByStdio<Writable, Readable, null>;

/** A run for each line of its input. The empty line ends one that a killed command left unfinished. */
const SCRIPT = String.raw`exec 2>&1; while read -r _; do "$@"; printf '\n\004%s\n' "$?" || exit; done`;
/** Before the exit code. No line of text begins with it. */
const MARK = 0x04;
/** What a shell adds to the number of the signal that ended a command. */
const BY_SIGNAL = 128;

export function createLauncher([command, ...args]: [string, ...string[]], env: NodeJS.ProcessEnv): Launcher {
  let shell: { process: Shell; chunks: AsyncIterator<Buffer>; ended: Promise<string> } | undefined;

  /** In a session of its own: what a terminal sends to the exporter is not meant for it. */
  function start() {
    const process = spawn("/bin/sh", ["-c", SCRIPT, "sh", command, ...args], {
      env,
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
    });
    // Of a shell that is gone; its output ends too, and that is looked at.
    process.stdin.on("error", () => {});
    process.once("exit", () => {
      if (shell?.process === process) shell = undefined;
    });
    standBack(process.pid);
    return { process, chunks: process.stdout[Symbol.asyncIterator](), ended: howEnded(process) };
  }

  function close(): void {
    shell?.process.stdin.end();
    shell = undefined;
  }

  return {
    async run(onLine) {
      shell ??= start();
      const { process, chunks, ended } = shell;
      let code: number | undefined;
      const cut = createCutter((line) => {
        if (line[0] === MARK) code = Number(line.toString("latin1", 1));
        else onLine(line);
      });
      process.stdin.write("\n");
      while (code === undefined) {
        const { done, value } = await chunks.next();
        if (done) return ended;
        cut(value);
      }
      if (code === 0) return undefined;
      // It may have left what both have open in any state.
      close();
      return inWords(code);
    },
    close,
  };
}

/** Probes go first where there is one core. */
function standBack(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It stands back already, as an exporter does that was started with `nice`; or it has ended.
  }
}

const howEnded = (process: Shell): Promise<string> =>
  once(process, "exit").then(
    ([code, signal]) => (signal ? `was ended by ${signal}` : inWords(code)),
    ({ message }) => `did not start: ${message}`,
  );

function inWords(code: number): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - BY_SIGNAL)?.[0];
  return signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
}
