/**
 * Runs one command again and again from a small process that stays: to start it from the exporter itself, Linux would copy
 * the page tables of all the exporter's memory first, and probes would wait for that.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import type { Writable } from "node:stream";
import { createCutter } from "./cutter.ts";

export interface Launcher {
  /**
   * Runs the command once, until its end; not while a run is under way. Its input is empty, and stays open. Never rejects.
   * @param onLine what it printed, on either stream, a line at a time
   * @returns what became of it where it did not end with exit code 0: `ended with exit code 1`, `was ended by SIGKILL`
   */
  run(onLine: (line: Buffer) => void): Promise<string | undefined>;
  /** Ends the process that stays. A run that is under way finds its input closed. */
  close(): void;
}

interface Shell {
  input: Writable;
  /** What it and its command print. */
  chunks: AsyncIterator<Buffer>;
  /** Says how. */
  ended: Promise<string>;
}

/** A run for each line of its input. The empty line ends one that a killed command left unfinished. */
const SCRIPT = String.raw`exec 2>&1; while read -r _; do "$@"; printf '\n\004%s\n' "$?" || exit; done`;
/** Before the exit code. No line of text begins with it. */
const MARK = 0x04;
/** What a shell adds to the number of the signal that ended a command. */
const BY_SIGNAL = 128;

export function createLauncher([command, ...args]: [string, ...string[]], env: NodeJS.ProcessEnv): Launcher {
  let shell: Shell | undefined;

  /**
   * In a session of its own: what a terminal sends to the exporter is not meant for it.
   * @returns why there is none, where none can be started
   */
  function start(): Shell | Promise<string> {
    const process = spawn("/bin/sh", ["-c", SCRIPT, "sh", command, ...args], {
      env,
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
    });
    const ended = howEnded(process);
    // Where there are no file descriptors left, it has no streams either.
    if (process.pid === undefined) return ended;
    standBack(process.pid);
    const { stdin: input, stdout } = process;
    // Of a shell that is gone; its output ends too, and that is looked at.
    input.on("error", () => {});
    const started = { input, chunks: stdout[Symbol.asyncIterator](), ended };
    void ended.then(() => {
      if (shell === started) shell = undefined;
    });
    return started;
  }

  function close(): void {
    shell?.input.end();
    shell = undefined;
  }

  return {
    async run(onLine) {
      const started = shell ?? start();
      if (started instanceof Promise) return started;
      shell = started;
      const { input, chunks, ended } = shell;
      let code: number | undefined;
      const cut = createCutter((line) => {
        if (line[0] === MARK) code = Number(line.toString("latin1", 1));
        else onLine(line);
      });
      input.write("\n");
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
function standBack(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It stands back already, as an exporter does that was started with `nice`; or it has ended.
  }
}

const howEnded = (process: ChildProcess): Promise<string> =>
  once(process, "exit").then(
    ([code, signal]) => (signal ? `was ended by ${signal}` : inWords(code)),
    ({ message }) => `did not start: ${message}`,
  );

function inWords(code: number): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - BY_SIGNAL)?.[0];
  return signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
}
