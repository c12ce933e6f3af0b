/** Secrets for what asks for none in earnest: a file each, of the form that the provider wants. */
import { generateKeyPairSync } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SecretRef } from "../../src/contract.ts";

export const DUMMY = "dummy-of-the-demo";

/** Content by the key under which the catalog names the secret; `password` is that of the demo's own PostgreSQL. */
function contentOf(key: string, postgresPassword: string | undefined): string {
  if (key === "private_key") return newKey();
  if (key === "service_account") {
    return JSON.stringify({ client_email: "exporter@demo.iam.gserviceaccount.com", private_key: newKey() });
  }
  return key === "postgres.password" ? (postgresPassword ?? DUMMY) : DUMMY;
}

/** Made anew each time: a key that stands in a repository is one that somebody will use. */
const newKey = () =>
  generateKeyPairSync("rsa", { modulusLength: 2048 })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();

export const nameOf = (ref: SecretRef): string => ("env" in ref ? ref.env : ref.file.replace(/\W+/g, "-"));

/** Writes a file for each of `secrets` (key by name) into `folder`; returns where each stands. */
export async function writeDummies(
  folder: string,
  secrets: ReadonlyMap<string, string>,
  postgresPassword: string | undefined,
): Promise<Map<string, SecretRef>> {
  await mkdir(folder, { recursive: true });
  const written = new Map<string, SecretRef>();
  for (const [name, key] of secrets) {
    const file = join(folder, name);
    await writeFile(file, contentOf(key, postgresPassword), { mode: 0o600 });
    written.set(name, { file });
  }
  return written;
}
