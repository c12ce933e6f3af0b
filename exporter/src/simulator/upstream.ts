import type { Instant } from "../contract.ts";

/** What an upstream answers while it is well. A text is sent as it is, anything else as JSON. */
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
  /** Where `exporter/examples/demo.yaml` expects it. */
  usualPort: number;
  /** Healthy answers by method and path, such as `GET /rate_limit`; the query is not looked at. */
  routes: Record<string, (now: Instant) => Answer>;
}
