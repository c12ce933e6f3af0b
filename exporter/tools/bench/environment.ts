import { execFile } from "node:child_process";
import { cpus, release, totalmem } from "node:os";
import { promisify } from "node:util";
import { engineVersion } from "../engines.ts";
import type { Environment } from "./results.ts";

const run = promisify(execFile);

/** A program that a bench needs. */
export type BenchEngine = Parameters<typeof engineVersion>[0];

/** @param engines whose versions are told */
export async function describeEnvironment(
  root: string,
  engines: readonly BenchEngine[],
  pinning: string,
): Promise<Environment> {
  const versions = await Promise.all(engines.map(async (name) => [name, await engineVersion(name)] as const));
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 1e9),
    kernel: `${process.platform} ${release()}`,
    node: process.version,
    versions: Object.fromEntries(versions),
    commit: await commitOf(root),
    pinning,
  };
}

/** With a plus where the working tree differs from it. */
async function commitOf(root: string): Promise<string> {
  try {
    const { stdout: commit } = await run("git", ["rev-parse", "--short", "HEAD"], { cwd: root });
    const { stdout: changes } = await run("git", ["status", "--porcelain"], { cwd: root });
    return commit.trim() + (changes === "" ? "" : "+");
  } catch {
    return "unknown";
  }
}
