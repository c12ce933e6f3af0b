import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { eventually } from "../../test/eventually.ts";
import { folder } from "./fixtures/catalog.ts";
import { createLauncher, type Launcher } from "./launcher.ts";

let launcher: Launcher;
afterEach(() => launcher.close());

/** Of a shell's script. */
const launch = (script: string, env: NodeJS.ProcessEnv = {}) => {
  launcher = createLauncher(["/bin/sh", "-c", script], env);
};

async function run(): Promise<{ how: string | undefined; lines: string[] }> {
  const lines: string[] = [];
  const how = await launcher.run((line) => lines.push(line.toString()));
  return { how, lines: lines.filter((line) => line !== "") };
}

const parentOf = (pid: number) =>
  Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("a launcher", () => {
  test("runs the command each time that it is asked to, from one process that stays", async () => {
    launch("echo $PPID");
    const [first, second] = [await run(), await run()];
    expect(first).toEqual({ how: undefined, lines: [expect.stringMatching(/^\d+$/)] });
    expect(second).toEqual(first);
    expect(parentOf(Number(first.lines[0]))).toBe(process.pid);
  });

  test("tells what the command prints on either stream, in its order", async () => {
    launch("echo one; echo two >&2; printf three");
    expect(await run()).toEqual({ how: undefined, lines: ["one", "two", "three"] });
  });

  test("gives the command its environment and no more", async () => {
    launch("env", { TOKEN: "set" });
    const { lines } = await run();
    expect(lines.filter((line) => !/^(PWD|OLDPWD|SHLVL|_)=/.test(line))).toEqual(["TOKEN=set"]);
  });

  test.each([
    ["exit 3", "ended with exit code 3"],
    ["kill -s KILL $$", "was ended by SIGKILL"],
    ["kill -s ABRT $$", "was ended by SIGABRT"],
    // The process that stays as well.
    ["kill -s KILL $PPID $$", "was ended by SIGKILL"],
  ])("tells how `%s` ended, and runs again after it", async (script, how) => {
    using place = folder({});
    launch(`test -e ${join(place.path, "once")} && exit 0; : > ${join(place.path, "once")}; ${script}`);
    expect((await run()).how).toBe(how);
    expect((await run()).how).toBeUndefined();
  });

  test("starts anew when its process was ended while it had nothing to do", async () => {
    launch("echo $PPID");
    const [pid = ""] = (await run()).lines;
    process.kill(Number(pid), "SIGKILL");
    await eventually(
      5,
      () => isAlive(Number(pid)),
      (alive) => !alive,
    );
    expect(await run()).toEqual({ how: undefined, lines: [expect.not.stringMatching(`^${pid}$`)] });
  });

  test("tells why it does not start, and starts once it can", () => {
    const program = `
      import { closeSync, openSync } from "node:fs";
      import { createLauncher } from ${JSON.stringify(new URL("./launcher.ts", import.meta.url))};
      const launcher = createLauncher(["true"], {});
      const files = [];
      try { for (;;) files.push(openSync("/dev/null")); } catch {}
      const hows = [await launcher.run(() => {})];
      for (const file of files) closeSync(file);
      hows.push(await launcher.run(() => {}));
      launcher.close();
      console.log(hows.map(String).join("; "));`;
    const args = [
      "-c",
      'ulimit -n 60; exec "$@"',
      "sh",
      process.execPath,
      "--input-type=module",
      "-e",
      program,
    ];
    expect(execFileSync("/bin/sh", args, { encoding: "utf8" })).toBe(
      "did not start: spawn /bin/sh EMFILE; undefined\n",
    );
  });

  test("closes the input of a run that is under way, and ends", async () => {
    launch("echo $PPID; cat");
    let shell = 0;
    const running = launcher.run((line) => {
      shell ||= Number(line);
      launcher.close();
    });
    expect(await running).toBeUndefined();
    await eventually(
      5,
      () => isAlive(shell),
      (alive) => !alive,
    );
  });
});
