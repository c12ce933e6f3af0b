import { createReadStream } from "node:fs";

/** Twice what 10,000 integrations with three checks, notes and objectives each take. */
const MAX_MIB = 16;
const MAX_BYTES = MAX_MIB * 1024 * 1024;

type Read<T> = { ok: true; value: T } | { ok: false; message: string };

const TROUBLE: Record<string, string> = {
  ENOENT: "no such file",
  EACCES: "permission denied",
  EISDIR: "it is a directory",
};

/** Reads at most a byte more than is allowed, whatever the file is. */
export async function readText(file: string): Promise<Read<string>> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(file, { end: MAX_BYTES })) chunks.push(chunk);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    return { ok: false, message: `cannot be read: ${TROUBLE[code] ?? code}` };
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length > MAX_BYTES) return { ok: false, message: `must not be larger than ${MAX_MIB} MiB` };
  return { ok: true, value: bytes.toString("utf8") };
}
