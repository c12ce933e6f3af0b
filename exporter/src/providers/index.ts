import { readdir } from "node:fs/promises";
import { extname } from "node:path";
import type { Provider } from "../contract.ts";

/** A provider is a module right in this folder, in TypeScript or built; folders hold what providers share. */
const MODULE = /^(?!index\.)([a-z0-9-]+)\.(?:ts|js)$/;

/** Keys of every check: a provider's own stand beside them. The catalog's tests hold this list to its schema. */
export const COMMON_KEYS = [
  "provider",
  "id",
  "interval",
  "max_interval",
  "timeout",
  "latency",
  "retries",
  "breaker",
  "optional",
] as const;

/** All providers by id, found by folder. Throws when one breaks the promise of the contract: our own bug. */
export async function loadProviders(): Promise<ReadonlyMap<string, Provider>> {
  const entries = await readdir(import.meta.dirname, { withFileTypes: true });
  const ids = entries.flatMap((entry) => (entry.isFile() && MODULE.exec(entry.name)?.[1]) || []);
  const providers = await Promise.all(ids.toSorted().map(loadProvider));
  return new Map(providers.map((provider) => [provider.id, provider]));
}

/** One of them. Throws as `loadProviders` does, and when there is none of that id. */
export async function loadProvider(id: string): Promise<Provider> {
  const name = `${id}${extname(import.meta.filename)}`;
  const module: { default?: Provider } = await import(new URL(name, import.meta.url).href);
  return verified(name, id, module.default);
}

/** The provider, if it keeps the promises that types cannot check. */
export function verified(name: string, id: string, provider: Provider | undefined): Provider {
  if (!provider?.config) throw new Error(`providers/${name} has no provider as its default export`);
  if (provider.id !== id) throw new Error(`providers/${name} must have the id ${id}, has ${provider.id}`);
  const taken = COMMON_KEYS.filter((key) => Object.hasOwn(provider.config.shape, key));
  if (taken.length > 0) throw new Error(`providers/${name} takes the common keys ${taken.join(", ")}`);
  return provider;
}
