import type { IncomingMessage } from "node:http";
import type { Instant } from "../contract.ts";
import type { Answer, Asked, Upstream } from "./upstream.ts";

export function toAsked(request: IncomingMessage, now: Instant): Omit<Asked, "body"> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://simulator");
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
  );
  return { method: request.method ?? "GET", path: pathname, params: {}, query: searchParams, headers, now };
}

/** What the route that fits answers; undefined when none fits. */
export function findAnswer(upstream: Upstream, asked: Asked): Answer | undefined {
  for (const [route, answer] of Object.entries(upstream.routes)) {
    const params = match(route, asked);
    if (params) return answer({ ...asked, params });
  }
  return undefined;
}

function match(route: string, { method, path }: Asked): Record<string, string> | undefined {
  if (route === "*") return {};
  const [wantedMethod, wantedPath = ""] = route.split(" ");
  const wanted = wantedPath.split("/");
  const found = path.split("/");
  if (method !== wantedMethod || wanted.length !== found.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const there = found[index] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(there);
    else if (part !== there) return undefined;
  }
  return params;
}
