/** `npm test`: everything that must hold, in the order in which it is cheapest to fail, with its own set-up. */
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { ENGINES, engine } from "./engines.ts";

const root = resolve(import.meta.dirname, "../..");
const bin = (name: string) => join(root, "node_modules", ".bin", name);

interface Step {
  title: string;
  run: () => Promise<void>;
}

const command = (title: string, file: string, ...args: string[]): Step => ({
  title,
  run: () => execute(file, args),
});

const steps: Step[] = [
  command("types", bin("tsc"), "--noEmit"),
  command("lint and format", bin("biome"), "check", "--error-on-warnings", "."),
  command("generated files", process.execPath, join(root, "exporter/tools/generate.ts"), "--check"),
  command("build", bin("tsc"), "-p", "exporter/tsconfig.build.json"),
  { title: "real servers", run: fetchEngines },
  command(
    "tests",
    process.execPath,
    "--experimental-vm-modules",
    "--disable-warning=ExperimentalWarning",
    join(root, "node_modules/jest/bin/jest.js"),
    ...process.argv.slice(2),
  ),
];

async function fetchEngines(): Promise<void> {
  for (const name of ENGINES)
    console.log(`  ${name}: ${await engine(name, (line) => console.log(`  ${line}`))}`);
}

function execute(file: string, args: string[]): Promise<void> {
  return new Promise((done, fail) => {
    spawn(file, args, { cwd: root, stdio: "inherit" })
      .on("error", fail)
      .on("exit", (code, signal) => {
        if (code === 0) done();
        else fail(new Error(signal ? `ended by ${signal}` : `exit code ${code}`));
      });
  });
}

const failures: string[] = [];
for (const [index, { title, run }] of steps.entries()) {
  const started = performance.now();
  console.log(`\n[${index + 1}/${steps.length}] ${title}`);
  const error: unknown = await run().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (error === undefined) console.log(`    ok, ${seconds} s`);
  else {
    failures.push(title);
    console.error(`    FAILED after ${seconds} s: ${error instanceof Error ? error.message : error}`);
  }
}
console.log(failures.length === 0 ? "\nAll steps passed." : `\nFailed: ${failures.join(", ")}`);
process.exitCode = failures.length === 0 ? 0 : 1;
