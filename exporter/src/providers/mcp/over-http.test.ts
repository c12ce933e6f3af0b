import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "@jest/globals";
import { probeOnce } from "../../../test/probe-once.ts";
import { systemClock } from "../../clock.ts";
import { createMemory } from "../../probe/memory.ts";
import mcp from "../mcp.ts";

interface Call {
  method: string;
  /** Of JSON-RPC. */
  name?: string;
  id?: unknown;
  params: { cursor?: string };
  headers: IncomingMessage["headers"];
}
type Handler = (call: Call, response: ServerResponse) => void;

let server: Server | undefined;
let calls: Call[] = [];
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  calls = [];
});

async function serve(handler: Handler): Promise<string> {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { method: name, id, params = {} } = body ? JSON.parse(body) : {};
    const call: Call = { method: request.method as string, name, id, params, headers: request.headers };
    calls.push(call);
    handler(call, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/mcp`;
}

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
const tool = (name: string) => ({ name, inputSchema: { type: "object" } });

/** A server of the handshake era with a session; `over` takes calls out of its hands by returning true. */
function legacy(over: (call: Call, response: ServerResponse) => boolean = () => false): Handler {
  let sessions = 0;
  const answer = (response: ServerResponse, id: unknown, result: unknown) =>
    json(response, { jsonrpc: "2.0", id, result });
  return (call, response) => {
    if (over(call, response)) return;
    const { method, name, id } = call;
    if (method === "DELETE") response.writeHead(200).end();
    else if (name === "initialize") {
      response.setHeader("mcp-session-id", `session-${++sessions}`);
      const serverInfo = { name: "fake", version: "1.2.3" };
      answer(response, id, { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo });
    } else if (name?.startsWith("notifications/")) response.writeHead(202).end();
    else if (name === "ping") answer(response, id, {});
    else if (name === "tools/list") answer(response, id, { tools: [tool("b"), tool("a")] });
    else response.writeHead(400).end("Bad Request");
  };
}
const probe = (url: string, entry = {}, options = {}) =>
  probeOnce(mcp, { url, ...entry }, { timeoutSeconds: 5, ...options });

describe("a session", () => {
  test("is opened, used and ended in order, and its era remembered", async () => {
    const memory = createMemory(systemClock);
    const url = await serve(legacy());
    const result = await probe(url, {}, { memory });
    expect(result).toMatchObject({
      outcome: "success",
      observations: {
        version: "1.2.3",
        protocol: "MCP 2025-06-18 over HTTP",
        summary: "fake 1.2.3, 2 tools, protocol 2025-06-18",
      },
    });
    const order = ["initialize", "notifications/initialized", "ping", "tools/list", undefined];
    expect(calls.map(({ name }) => name)).toEqual(["server/discover", ...order]);
    expect(calls.slice(2).map(({ headers }) => headers["mcp-session-id"])).toEqual(
      Array(4).fill("session-1"),
    );
    expect(calls.at(-1)?.method).toBe("DELETE");

    calls = [];
    expect(await probe(url, {}, { memory })).toMatchObject({ outcome: "success" });
    expect(calls.map(({ name }) => name)).toEqual(order);
  });

  test("that expired is begun anew, once", async () => {
    const url = await serve(
      legacy(({ name, headers }, response) => {
        if (name !== "tools/list" || headers["mcp-session-id"] !== "session-1") return false;
        response.writeHead(404).end();
        return true;
      }),
    );
    expect(await probe(url)).toMatchObject({ outcome: "success" });
    expect(calls.filter(({ name }) => name === "initialize")).toHaveLength(2);
  });

  test("that never lasts is a server error", async () => {
    const url = await serve(
      legacy(({ name }, response) => name === "tools/list" && Boolean(response.writeHead(404).end())),
    );
    expect(await probe(url)).toMatchObject({
      reason: "server_error",
      detail: "the server forgets its session between two requests",
    });
    expect(calls.filter(({ name }) => name === "initialize")).toHaveLength(2);
  });
});

describe("the list of tools", () => {
  const pages = (next: (page: number) => string | undefined) =>
    legacy(({ name, id, params }, response) => {
      if (name !== "tools/list") return false;
      const page = Number(params.cursor ?? 0);
      const nextCursor = next(page);
      json(response, {
        jsonrpc: "2.0",
        id,
        result: { tools: [tool(`t${page}`)], ...(nextCursor ? { nextCursor } : {}) },
      });
      return true;
    });

  test("is read page by page", async () => {
    const url = await serve(pages((page) => (page < 2 ? `${page + 1}` : undefined)));
    const result = await probe(url, { required_tools: ["t0", "t2"] });
    expect(result).toMatchObject({
      outcome: "success",
      observations: { inventory: [{ kind: "tools", count: 3 }] },
    });
  });

  test("without end is given up", async () => {
    const url = await serve(pages((page) => `${page + 1}`));
    expect(await probe(url)).toMatchObject({
      reason: "unexpected_response",
      detail: "tools/list has more than 64 pages",
    });
  });

  test("has a fingerprint that heeds the names and not their order", async () => {
    const fingerprint = async (...names: string[]) => {
      const url = await serve(
        legacy(
          ({ name, id }, response) =>
            name === "tools/list" &&
            Boolean(json(response, { jsonrpc: "2.0", id, result: { tools: names.map(tool) } })),
        ),
      );
      const result = await probe(url);
      server?.closeAllConnections();
      server?.close();
      return result.observations.inventory?.[0]?.fingerprint;
    };
    const [ab, ba, ac] = [
      await fingerprint("a", "b"),
      await fingerprint("b", "a"),
      await fingerprint("a", "c"),
    ];
    expect(ba).toBe(ab);
    expect(ac).not.toBe(ab);
  });

  test.each([
    [-32603, "server_error"],
    [-32000, "server_error"],
    [-32602, "unexpected_response"],
  ])("answered by error %i is %s", async (code, reason) => {
    const url = await serve(
      legacy(
        ({ name, id }, response) =>
          name === "tools/list" &&
          Boolean(json(response, { jsonrpc: "2.0", id, error: { code, message: "broken" } })),
      ),
    );
    expect(await probe(url)).toMatchObject({ reason, detail: `error ${code}: broken` });
  });
});

describe("an answer that is none", () => {
  const withHeaders = (status: number, headers = {}) =>
    serve((_, response) => response.writeHead(status, headers).end());
  const metadata = "https://auth.example.com/.well-known/oauth-protected-resource";

  test("401 is unauthorized, and says what is wanted", async () => {
    const challenge = `Bearer resource_metadata="${metadata}", scope="read write"`;
    const result = await probe(await withHeaders(401, { "www-authenticate": challenge }));
    expect(result).toMatchObject({
      outcome: "failure",
      reason: "unauthorized",
      detail: `credential missing or refused; needs scope read write; see ${metadata}`,
    });
    expect(calls).toHaveLength(1);
  });

  test("403 for want of a scope is forbidden, and names the scope", async () => {
    const challenge = 'Bearer error="insufficient_scope", scope="admin"';
    expect(await probe(await withHeaders(403, { "www-authenticate": challenge }))).toMatchObject({
      reason: "forbidden",
      detail: "access denied; needs scope admin",
    });
  });

  test.each([
    [404, "not_found"],
    [405, "unexpected_response"],
    [302, "unexpected_response"],
    [500, "server_error"],
    [503, "server_error"],
  ])("%i is %s", async (status, reason) => {
    expect(await probe(await withHeaders(status))).toMatchObject({ outcome: "failure", reason });
  });

  test("429 is rate limited, for as long as it says", async () => {
    const result = await probe(await withHeaders(429, { "retry-after": "30" }));
    expect(result).toMatchObject({ reason: "rate_limited", retryAfterSeconds: 30 });
  });

  test.each([
    ["another page", "text/html", "<html>", "unexpected_response"],
    ["broken JSON", "application/json", "{", "unexpected_response"],
    ["20 MB", "application/json", `{"x":"${"x".repeat(20_000_000)}"}`, "unexpected_response"],
  ])("%s is refused", async (_, type, body, reason) => {
    const url = await serve((__, response) => response.writeHead(200, { "content-type": type }).end(body));
    expect(await probe(url)).toMatchObject({ outcome: "failure", reason });
  });

  test("a stream of events that breaks off is a broken connection, not a wait", async () => {
    const url = await serve((_, response) => {
      response
        .writeHead(200, { "content-type": "text/event-stream" })
        .write(": hello\n\n", () => response.destroy());
    });
    const result = await probe(url);
    expect(result).toMatchObject({ outcome: "failure", reason: "connect" });
    expect(result.durationSeconds).toBeLessThan(2);
  });

  test("silence is a timeout", async () => {
    expect(await probe(await serve(() => {}), {}, { timeoutSeconds: 0.3 })).toMatchObject({
      reason: "timeout",
    });
  });
});

test("sends token and headers with each request, and repeats none of it", async () => {
  const secrets = { TOKEN: "tok-5f0c2c8d11", KEY: "key-77aa01b2c3" };
  const url = await serve(
    legacy(({ name, id, headers }, response) => {
      if (name !== "tools/list") return false;
      const message = `no access for ${headers.authorization} ${headers["x-key"]}`;
      json(response, { jsonrpc: "2.0", id, error: { code: -32603, message } });
      return true;
    }),
  );
  const entry = {
    auth: { bearer: { env: "TOKEN" } },
    headers: { "x-key": { env: "KEY" }, "x-plain": "plain" },
  };
  const trace: unknown[] = [];
  const result = await probe(url, entry, { secrets, onTrace: (one: unknown) => trace.push(one) });
  expect(result).toMatchObject({
    reason: "server_error",
    detail: "error -32603: no access for Bearer *** ***",
  });
  for (const { headers } of calls) {
    expect(headers).toMatchObject({
      authorization: "Bearer tok-5f0c2c8d11",
      "x-key": "key-77aa01b2c3",
      "x-plain": "plain",
    });
  }
  for (const secret of Object.values(secrets)) expect(JSON.stringify([result, trace])).not.toContain(secret);
});
