import type { RequestHandler } from "express";
import type { Site } from "../site.ts";

export const readiness =
  (site: Pick<Site, "ready">): RequestHandler =>
  (_request, response) => {
    const ready = site.ready();
    response
      .status(ready ? 200 : 503)
      .type("text/plain")
      .send(ready ? "integration_exporter is ready.\n" : "integration_exporter is not ready yet.\n");
  };
