import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "@jest/globals";
import { createLogger } from "./logger.ts";

function recorded(logFormat: "logfmt" | "json", logLevel: "debug" | "warn" = "debug") {
  const lines: string[] = [];
  const log = createLogger({ logFormat, logLevel }, { write: (line) => void lines.push(line) });
  return { log, lines };
}

test("logfmt names time, level and message first, and quotes what needs it", () => {
  const { log, lines } = recorded("logfmt");
  log.warn(
    { check: "shop/http", detail: 'a "b"=c\nd', empty: "", seconds: 1.5, nothing: null, list: [1, "x y"] },
    "probe failed",
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    /^ts=\d{4}-\d\d-\d\dT[\d:.]+Z level=warn msg="probe failed" check=shop\/http detail="a \\"b\\"=c\\nd" empty="" seconds=1.5 nothing=null list="\[1,\\"x y\\"\]"\n$/,
  );
});

test("json has the same keys", () => {
  const { log, lines } = recorded("json");
  log.info({ check: "shop/http" }, "probe failed");
  expect(JSON.parse(lines[0] as string)).toEqual({
    ts: expect.any(String),
    level: "info",
    check: "shop/http",
    msg: "probe failed",
  });
});

test("below its level it is silent", () => {
  const { log, lines } = recorded("logfmt", "warn");
  log.info("listening");
  expect(lines).toEqual([]);
});

test.each(["logfmt", "json"] as const)("%s does not write what stands under a secret's name", (format) => {
  const { log, lines } = recorded(format);
  log.info(
    { token: "geheim", headers: { authorization: "geheim" }, a: { b: { password: "geheim" } } },
    "loaded",
  );
  expect(lines.join("")).not.toContain("geheim");
  expect(lines.join("")).toContain("[redacted]");
});

test.each(["logfmt", "json"] as const)(
  "%s tells of an error where it was made, and not what a library hung on it",
  (format) => {
    const { log, lines } = recorded(format);
    const err = Object.assign(new Error("broken"), {
      code: "EX",
      request: { headers: ["Authorization", "geheim"] },
    });
    log.error({ err }, "request failed");
    expect(lines.join("")).toContain("broken");
    expect(lines.join("")).toContain("logger.test.ts");
    expect(lines.join("")).toContain("EX");
    expect(lines.join("")).not.toContain("geheim");
  },
);

test("a key cannot forge another pair", () => {
  const { log, lines } = recorded("logfmt");
  log.info({ 'a=1 level="error"': 2 }, "loaded");
  expect(lines[0]).toContain("a_1_level__error_=2");
});

describe("to standard error", () => {
  let child: ReturnType<typeof run> | undefined;
  afterEach(() => {
    child?.kill("SIGKILL");
  });

  /** A process of its own that logs. Nobody reads its standard error unless the test does. */
  function run(program: string) {
    const logger = new URL("./logger.ts", import.meta.url);
    const code = `import { logToStderr } from "${logger}";
      const log = logToStderr({ logFormat: "logfmt", logLevel: "info" });
      ${program}`;
    return spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["pipe", "pipe", "pipe"] });
  }

  test("nobody who does not read stops the process, and what was lost is told", async () => {
    child = run(`
      for (let line = 0; line < 5000; line++) log.info({ line, filler: "x".repeat(1000) }, "storm");
      console.log("goes on");
      process.stdin.once("data", () => process.exit());`);
    expect(String((await once(child.stdout, "data"))[0])).toBe("goes on\n");

    let seen = "";
    for await (const chunk of child.stderr) {
      seen += chunk;
      if (seen.slice(-1000).includes("dropped")) child.stdin.write("enough");
    }
    const kept = seen.match(/msg=storm/g)?.length as number;
    expect(seen).toContain(`msg="log lines dropped, as nobody read them" lines=${5000 - kept}`);
    expect(kept).toBeGreaterThan(3000);
  });

  test("the last words before an exit are written", async () => {
    child = run('log.info("ending"); log.info("ended"); process.exit(0);');
    expect(await text(child.stderr)).toMatch(/msg=ending\n.*msg=ended\n$/);
  });
});
