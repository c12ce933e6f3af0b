import { createHash } from "node:crypto";
import type { RequestHandler } from "express";
import { renderPage } from "../page.ts";
import { STYLE } from "../page-style.ts";
import type { Site } from "../site.ts";

const styleHash = createHash("sha256").update(STYLE).digest("base64");

/** No script, no asset from elsewhere, no form, no frame: the one style is allowed by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export const landing =
  (site: Site): RequestHandler =>
  async (_request, response) => {
    const page = renderPage({
      version: site.version,
      metricsPath: site.metricsPath,
      now: site.clock.now(),
      rows: site.overview(),
      runbooks: await site.runbooks(),
    });
    // The operator's own policy, from --web.config.file, goes before ours.
    if (!response.hasHeader("Content-Security-Policy")) response.set("Content-Security-Policy", POLICY);
    response.set("Cache-Control", "no-store").set("Referrer-Policy", "no-referrer").type("html");
    response.send(page);
  };
