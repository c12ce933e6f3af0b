import { createHash } from "node:crypto";
import { once } from "node:events";
import { Client, ProtocolError, type RequestOptions, type Transport } from "@modelcontextprotocol/client";
import { type Failure, failure, type Observations, type ProbeContext, type Verdict } from "../../contract.ts";

/**
 * How a server wants to be spoken to: `auto` asks it (and stays with what it answers when that is the
 * stateless protocol of 2026-07-28), `legacy` goes straight to the handshake of the revisions before.
 */
export type Era = "auto" | "legacy";

/** A server whose pages never end is cut off here; 64 pages are more tools than any model reads. */
const MAX_PAGES = 64;
const FINGERPRINT_BYTES = 6;

/**
 * @param patienceSeconds How long a server may stay silent on the question for its era. Beyond it a stdio
 *   server is taken for an old one that ignores what it does not know.
 */
export async function connect(
  transport: Transport,
  era: Era,
  patienceSeconds: number,
  options: RequestOptions,
): Promise<Client> {
  const client = new Client(
    { name: "integration_exporter", version: "1" },
    { versionNegotiation: { mode: "auto", probe: { timeoutMs: patienceSeconds * 1000 } } },
  );
  const connecting = client.connect(transport, {
    ...options,
    ...(era === "legacy" ? { prior: { kind: "legacy" } } : {}),
  });
  // The SDK does not heed the signal while it asks for the era.
  await Promise.race([connecting, rejectOnAbort(options.signal as AbortSignal)]);
  return client;
}

const rejectOnAbort = async (signal: AbortSignal): Promise<never> => {
  if (!signal.aborted) await once(signal, "abort");
  throw signal.reason;
};

/** A connected server, and what stands between it and us. */
export interface Link {
  client: Client;
  over: "stdio" | "HTTP" | "HTTP+SSE";
}

/** Asks a connected server for its tools, and holds them against those that are required. */
export async function inspect(
  { client, over }: Link,
  required: string[],
  options: RequestOptions,
): Promise<Verdict> {
  // The stateless protocol has no ping: its list of tools is the sign of life.
  if (eraOf(client) === "legacy") await client.ping(options);
  const names = await listTools(client, options);
  const seen = {
    ...observe(client, names),
    protocol: `MCP ${client.getNegotiatedProtocolVersion()} over ${over}`,
  };
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length === 0) return { ok: true, ...seen };
  return { ...failure("tool_missing", `tools missing: ${missing.join(", ")}`), ...seen };
}

/** Not the SDK's listTools: that one prints to standard output, and hides tools that it would not call. */
async function listTools(client: Client, options: RequestOptions): Promise<string[]> {
  if (!client.getServerCapabilities()?.tools) return [];
  const names: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await client.request({ method: "tools/list", params: cursor ? { cursor } : {} }, options);
    names.push(...answer.tools.map((tool) => tool.name));
    cursor = answer.nextCursor;
    if (!cursor) return names;
  }
  // Like what the SDK throws at other nonsense; judgeError makes a value of it.
  throw new Error(`tools/list has more than ${MAX_PAGES} pages`);
}

function observe(client: Client, names: string[]): Observations {
  const server = client.getServerVersion();
  const tools = `${names.length} ${names.length === 1 ? "tool" : "tools"}`;
  return {
    ...(server ? { version: server.version } : {}),
    summary: `${server ? `${server.name} ${server.version}` : "MCP server"}, ${tools}, protocol ${client.getNegotiatedProtocolVersion()}`,
    inventory: [{ kind: "tools", count: names.length, fingerprint: fingerprint(names) }],
  };
}

const fingerprint = (names: string[]): number =>
  createHash("sha256").update(JSON.stringify(names.toSorted())).digest().readUIntBE(0, FINGERPRINT_BYTES);

/** How long an era is believed before the server is asked again: an upgrade shows within this time. */
const ERA_SECONDS = 3600;

export const remember = (key: string, way: string, { memory, clock }: ProbeContext): void =>
  memory.set(key, way, clock.now() + ERA_SECONDS);

/** How to speak to this server next time. */
export const eraOf = (client: Client): Era => (client.getProtocolEra() === "legacy" ? "legacy" : "auto");

/** Options of a request that ends with the probe: the SDK's own time-out comes after ours. */
export const withinProbe = (context: ProbeContext, signal: AbortSignal): RequestOptions => ({
  signal,
  timeout: (context.secondsLeft() + 1) * 1000,
});

/**
 * What the SDK threw because of what the server said. Source of the codes: JSON-RPC 2.0, section 5.1; -32000
 * to -32099 are the server's own.
 */
export function judgeError(error: unknown): Failure {
  if (error instanceof ProtocolError) {
    const serversFault = error.code === -32603 || (error.code <= -32000 && error.code >= -32099);
    return failure(
      serversFault ? "server_error" : "unexpected_response",
      `error ${error.code}: ${error.message}`,
    );
  }
  if (error instanceof Error)
    return failure("unexpected_response", error.message.split("\n", 1)[0] as string);
  throw error;
}
