import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import type { Logger } from "pino";
import { health } from "./routes/health.ts";
import { landing } from "./routes/landing.ts";
import { metrics } from "./routes/metrics.ts";
import { probe } from "./routes/probe.ts";
import { readiness } from "./routes/readiness.ts";
import { reload } from "./routes/reload.ts";
import { runbook } from "./routes/runbook.ts";
import { webhook } from "./routes/webhook.ts";
import type { Site } from "./site.ts";

/** All that the exporter answers over HTTP. */
export function createApp(site: Site, log: Logger): express.Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.use(safeDefaults);

  const reads: [path: string, handler: RequestHandler][] = [
    [site.metricsPath, metrics(site)],
    ["/probe", probe(site)],
    ["/-/healthy", health],
    ["/-/ready", readiness(site)],
    ["/runbooks/:alert.md", runbook(site)],
    ["/", landing(site)],
  ];
  for (const [path, handler] of reads) app.route(path).get(handler).all(allowOnly("GET, HEAD"));
  const reloads = reload(site);
  app.route("/-/reload").post(reloads).put(reloads).all(allowOnly("POST, PUT"));
  app.route("/webhooks/:integration/:webhook").post(webhook(site)).all(allowOnly("POST"));

  app.use((_request, response) => void response.status(404).type("text/plain").send("Not found\n"));
  app.use(failed(log));
  return app;
}

const safeDefaults: RequestHandler = (_request, response, next) => {
  response.set("X-Content-Type-Options", "nosniff");
  next();
};

const allowOnly =
  (methods: string): RequestHandler =>
  (request, response) =>
    void response
      .status(405)
      .set("Allow", methods)
      .type("text/plain")
      .send(`${request.method} is not allowed here, only ${methods}\n`);

/** Express puts a 4xx status on what the client did wrong, such as a path that cannot be decoded; the rest is our bug. */
const failed =
  (log: Logger): ErrorRequestHandler =>
  (err, request, response, next) => {
    const clientError = err.status >= 400 && err.status < 500;
    if (!clientError) log.error({ err, method: request.method, path: request.path }, "request failed");
    if (response.headersSent) return next(err);
    response
      .status(clientError ? err.status : 500)
      .type("text/plain")
      .send(clientError ? "Bad request\n" : "Internal error: the exporter's log tells more\n");
  };
