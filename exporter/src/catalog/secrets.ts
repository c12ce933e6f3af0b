import { readFileSync, statSync } from "node:fs";
import type { Instant, SecretEntry, SecretRef } from "../contract.ts";

/**
 * Reads a secret now. A trailing newline is not part of it; an empty one counts as missing. `detail` names
 * the file or the variable, never what it holds.
 */
export function readSecret(
  ref: SecretRef,
  environment: NodeJS.ProcessEnv,
): { ok: true; value: string } | { ok: false; detail: string } {
  if ("env" in ref) {
    const value = environment[ref.env];
    if (value) return { ok: true, value };
    return { ok: false, detail: `environment variable ${ref.env} is ${value === "" ? "empty" : "not set"}` };
  }
  try {
    const value = readFileSync(ref.file, "utf8").replace(/\r?\n$/, "");
    if (value) return { ok: true, value };
    return { ok: false, detail: `file ${ref.file} is empty` };
  } catch (error) {
    return {
      ok: false,
      detail: `file ${ref.file} cannot be read (${(error as NodeJS.ErrnoException).code})`,
    };
  }
}

/** What may be told of a secret: whether it is there, and since when it is this one. */
export function inspectSecret(
  { ref, rotatedAt }: Pick<SecretEntry, "ref" | "rotatedAt">,
  environment: NodeJS.ProcessEnv,
): { present: boolean; rotatedAt?: Instant } {
  if (!readSecret(ref, environment).ok) return { present: false };
  const changed = rotatedAt ?? ("file" in ref ? statSync(ref.file).mtimeMs / 1000 : undefined);
  return { present: true, ...(changed === undefined ? {} : { rotatedAt: changed }) };
}
