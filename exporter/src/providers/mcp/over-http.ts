import { type Client, SSEClientTransport, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { Failure, ProbeContext, Verdict } from "../../contract.ts";
import {
  connect,
  type Era,
  eraOf,
  inspect,
  judgeError,
  type Link,
  remember,
  withinProbe,
} from "./session.ts";
import { judgeWire, openWire, type Wire } from "./wire.ts";

export interface Endpoint {
  url: string;
  headers: Record<string, string>;
  requiredTools: string[];
}

/** Streamable HTTP in one of its eras, or HTTP+SSE, its ancestor of 2024-11-05. */
type Way = Era | "sse";

interface WiredLink extends Link {
  wire: Wire;
}

/** Answers that say "not this protocol here" rather than "something is wrong". Source: MCP, Transports. */
const WRONG_WAY = [400, 404, 405];

/** Probes a server behind a URL. */
export async function probeOverHttp(endpoint: Endpoint, context: ProbeContext): Promise<Verdict> {
  for (let restarted = false; ; restarted = true) {
    const link = await open(endpoint, context);
    if ("ok" in link) return link;
    try {
      return await inspect(link, endpoint.requiredTools, withinProbe(context, link.wire.signal));
    } catch (error) {
      const isSessionLost = link.wire.last?.status === 404 && link.wire.last.inSession;
      if (!isSessionLost || restarted) return judge(error, link.wire, context);
      // A server may end a session whenever it likes; the protocol then wants a new one.
      context.trace("session expired, starting another");
    }
  }
}

/** Connects in the way that is remembered of this server, or else finds it out. */
async function open(endpoint: Endpoint, context: ProbeContext): Promise<WiredLink | Failure> {
  const key = `mcp way of ${endpoint.url}`;
  const remembered = context.memory.get<Way>(key);
  let refusal: Failure | undefined;
  for (const way of new Set<Way>([remembered ?? "auto", "auto", "sse"])) {
    const wire = openWire(context, way === "sse");
    try {
      const client = await enter(way, endpoint, wire, context);
      const spoken = way === "sse" ? way : eraOf(client);
      remember(key, spoken, context);
      context.trace("connected", { way: spoken, protocol: client.getNegotiatedProtocolVersion() });
      return { client, wire, over: way === "sse" ? "HTTP+SSE" : "HTTP" };
    } catch (error) {
      const failed = judge(error, wire, context);
      context.trace("not this way", { way, detail: failed.detail });
      if (!WRONG_WAY.includes(wire.last?.status ?? 0)) return failed;
      refusal ??= failed;
    }
  }
  return refusal as Failure;
}

async function enter(
  way: Way,
  { url, headers }: Endpoint,
  wire: Wire,
  context: ProbeContext,
): Promise<Client> {
  const options = { fetch: wire.fetch, requestInit: { headers } };
  const transport =
    way === "sse"
      ? new SSEClientTransport(new URL(url), options)
      : new StreamableHTTPClientTransport(new URL(url), options);
  context.onEnd(() => transport.close());
  const era = way === "auto" ? "auto" : "legacy";
  const client = await connect(transport, era, context.secondsLeft() + 1, withinProbe(context, wire.signal));
  // Registered only now: what comes last is run first, and so finds the connection still open.
  context.onEnd(async () => {
    if ("terminateSession" in transport && !context.signal.aborted) await transport.terminateSession();
  });
  return client;
}

function judge(error: unknown, wire: Wire, context: ProbeContext): Failure {
  context.signal.throwIfAborted();
  return judgeWire(wire, context.clock.now()) ?? judgeError(error);
}
