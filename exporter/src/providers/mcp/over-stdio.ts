import type { Client } from "@modelcontextprotocol/client";
import { type Failure, failure, type ProbeContext, type Verdict } from "../../contract.ts";
import { connect, type Era, eraOf, inspect, judgeError, remember, withinProbe } from "./session.ts";
import { StdioTransport } from "./stdio.ts";

export interface Server {
  command: string[];
  env: Record<string, string>;
  requiredTools: string[];
}

/** Probes a server that the probe itself starts, and that ends with it. */
export async function probeOverStdio(server: Server, context: ProbeContext): Promise<Verdict> {
  const key = `mcp era of ${JSON.stringify(server.command)}`;
  const remembered = context.memory.get<Era>(key);
  const link = await start(server, remembered ?? "auto", context);
  // Some old servers exit at anything that comes before `initialize`: their death may be our doing.
  const wasAsked = remembered !== "legacy" && !link.client && link.transport.ending?.how === "exited";
  const { client, transport, error } = wasAsked ? await start(server, "legacy", context) : link;
  if (!client) return judge(error, transport, server);

  const era = eraOf(client);
  context.trace("connected", { era, protocol: client.getNegotiatedProtocolVersion() });
  remember(key, era, context);
  try {
    return await context.measure("wait", () =>
      inspect({ client, over: "stdio" }, server.requiredTools, withinProbe(context, context.signal)),
    );
  } catch (error) {
    context.signal.throwIfAborted();
    return judge(error, transport, server);
  }
}

interface Started {
  transport: StdioTransport;
  client?: Client;
  error?: unknown;
}

async function start(server: Server, era: Era, context: ProbeContext): Promise<Started> {
  const transport = new StdioTransport(server.command, server.env, context.clock);
  context.onEnd(() => transport.close());
  const patienceSeconds = context.secondsLeft() / 2;
  try {
    const client = await context.measure("connect", () =>
      connect(transport, era, patienceSeconds, withinProbe(context, context.signal)),
    );
    return { transport, client };
  } catch (error) {
    context.signal.throwIfAborted();
    context.trace("server failed", { era, ending: transport.ending, stderr: transport.stderr });
    return { transport, error };
  }
}

function judge(error: unknown, transport: StdioTransport, server: Server): Failure {
  const program = server.command[0];
  const { ending, lastWords } = transport;
  const words = lastWords ? `: ${lastWords}` : "";
  switch (ending?.how) {
    case "not started":
      return failure("connect", `cannot start ${program}: ${explainStart(ending.error)}`);
    case "exited": {
      const how = ending.signal ? `was ended by ${ending.signal}` : `exited with code ${ending.code}`;
      return failure("server_error", `${program} ${how}${words}`);
    }
    case "flooded":
      return failure("unexpected_response", `${program} floods its standard output`);
    case undefined: {
      const failed = judgeError(error);
      return { ...failed, detail: `${failed.detail}${words && ` (${program} said${words})`}` };
    }
  }
}

function explainStart(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "command not found";
  if (error.code === "EACCES") return "not executable, or not by this user";
  return error.message;
}
