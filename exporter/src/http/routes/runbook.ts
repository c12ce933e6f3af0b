import type { RequestHandler } from "express";
import type { Site } from "../site.ts";

export const runbook =
  (site: Pick<Site, "runbook">): RequestHandler =>
  async (request, response, next) => {
    const alert = String(request.params.alert);
    // The name becomes a file's name: nothing but letters may reach it.
    const text = /^[A-Za-z]+$/.test(alert) ? await site.runbook(alert) : undefined;
    if (text === undefined) return next("route");
    response.type("text/plain").send(text);
  };
