import type { Request, RequestHandler } from "express";
import { nearest } from "../../contract.ts";
import { CONTENT_TYPES } from "../negotiate.ts";
import type { OverviewRow, Site } from "../site.ts";

const TIMEOUT_HEADER = "X-Prometheus-Scrape-Timeout-Seconds";
/** For the answer to travel before Prometheus gives up, as much as blackbox_exporter leaves. */
const OFFSET_SECONDS = 0.5;

type Parsed<T> = { ok: true; value: T } | { ok: false; message: string };

/** One probe of one integration by its id, as blackbox_exporter's `/probe`, but never of a URL that the caller chooses. */
export const probe =
  (site: Pick<Site, "probe" | "overview">): RequestHandler =>
  async (request, response) => {
    const target = parseTarget(request);
    const timeout = parseTimeout(request.get(TIMEOUT_HEADER));
    response.type("text/plain");
    if (!target.ok || !timeout.ok) {
      const messages = [target, timeout].flatMap((parsed) => (parsed.ok ? [] : `${parsed.message}\n`));
      return void response.status(400).send(messages.join(""));
    }

    const debug = request.query.debug === "true";
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const result = await site.probe(target.value, {
      timeoutSeconds: timeout.value,
      signal: gone.signal,
      debug,
    });
    if (!result) return void response.status(404).send(unknown(target.value, site.overview()));
    if (debug) return void response.send(`${result.trace}\n\n${result.metrics}`);
    response.set("Content-Type", CONTENT_TYPES.text).send(result.metrics);
  };

function parseTarget(request: Request): Parsed<{ integration: string; check?: string }> {
  const { integration, check } = request.query;
  if (typeof integration !== "string" || integration === "") {
    return {
      ok: false,
      message: "integration: give one id, as in /probe?integration=ID&check=ID&debug=true",
    };
  }
  if (check === undefined) return { ok: true, value: { integration } };
  return typeof check === "string"
    ? { ok: true, value: { integration, check } }
    : { ok: false, message: "check: give one id at most" };
}

function parseTimeout(header: string | undefined): Parsed<number> {
  if (header === undefined) return { ok: true, value: Number.POSITIVE_INFINITY };
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds > 0
    ? { ok: true, value: Math.max(seconds - OFFSET_SECONDS, seconds / 2) }
    : { ok: false, message: `${TIMEOUT_HEADER}: must be a number of seconds above 0` };
}

function unknown(target: { integration: string; check?: string }, overview: OverviewRow[]): string {
  const row = overview.find(({ integration }) => integration.id === target.integration);
  return row
    ? hint(
        `Integration ${row.integration.id} has no check`,
        target.check ?? "",
        row.checks.map(({ check }) => check.id),
      )
    : hint(
        "The catalog has no integration",
        target.integration,
        overview.map(({ integration }) => integration.id),
      );
}

const MOST_IDS = 20;

function hint(problem: string, wanted: string, ids: string[]): string {
  const near = nearest(wanted.slice(0, 100), ids);
  const known = `It has: ${ids.slice(0, MOST_IDS).join(", ") || "none"}${ids.length > MOST_IDS ? ", ..." : ""}`;
  return `${problem} ${JSON.stringify(wanted)}. ${near ? `Did you mean ${near}?` : known}\n`;
}
