import type { RequestHandler } from "express";
import type { Site } from "../site.ts";

export const reload =
  (site: Pick<Site, "reload">): RequestHandler =>
  async (_request, response) => {
    const result = await site.reload();
    response
      .status(result.ok ? 200 : 500)
      .type("text/plain")
      .send(
        result.ok ? "Reloaded.\n" : `Not reloaded, the catalog before stays in force:\n${result.message}\n`,
      );
  };
