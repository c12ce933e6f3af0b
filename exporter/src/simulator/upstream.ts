import type { Instant } from "../contract.ts";

/** What was asked of an upstream. */
export interface Asked {
  method: string;
  path: string;
  /** What stands at `:name` in the route's path. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: string;
  now: Instant;
}

/** What an upstream answers. A text is sent as it is, anything else as JSON. */
export interface Answer {
  /** 200 when absent. */
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** One third party, played on a port of its own. Lives in a file of `upstreams/`, as its default export. */
export interface Upstream {
  /** The file's name. */
  id: string;
  /** Where it listens while the port is free: one of its own. */
  usualPort: number;
  /** Answers while it is well, by method and path, such as `GET /repos/:owner/:repo`; `*` is any request. */
  routes: Record<string, (asked: Asked) => Answer>;
  /**
   * How it tells a trouble that others tell otherwise (Vercel's 403 for a dead token), and troubles that it alone has
   * (Shopify's THROTTLED in a 200): by the fault's kind, or by its name where the kind is `own`.
   */
  faults?: Record<string, (asked: Asked, healthy: Answer) => Answer>;
}
