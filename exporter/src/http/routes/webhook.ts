import type { RequestHandler } from "express";
import type { DeliveryResult } from "../../contract.ts";
import type { Site } from "../site.ts";

/** Nothing that would help a forger. What is ours to mend asks the vendor to try again. */
const ANSWERS: Record<DeliveryResult, number> = {
  verified: 204,
  bad_signature: 401,
  unsigned: 401,
  stale: 401,
  too_large: 413,
  secret_missing: 503,
};

/** Takes a copy of a vendor's call, to be verified and counted: whom it is for keeps their own endpoint. */
export const webhook =
  (site: Pick<Site, "deliver">): RequestHandler =>
  async (request, response, next) => {
    const target = { integration: String(request.params.integration), id: String(request.params.webhook) };
    try {
      const result = await site.deliver(target, { headers: request.headers, body: request });
      if (!result) return next("route");
      // Of a body that is too large, or not worth reading, the rest shall not come.
      if (!request.readableEnded) response.set("Connection", "close");
      response.status(ANSWERS[result]).end();
    } catch (error) {
      // A caller that hangs up in the middle is nobody's fault here.
      if (!response.socket?.destroyed) throw error;
    }
  };
