import type { RequestHandler } from "express";

export const health: RequestHandler = (_request, response) =>
  void response.type("text/plain").send("integration_exporter is healthy.\n");
