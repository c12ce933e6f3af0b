import { describe, expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import collector from "./otel-collector.ts";

const { probe, standIn } = simulated(collector);
const V2 = { use_v2: true };

describe("the first version", () => {
  test("says that the Collector runs", async () => {
    const ran = await probe({});
    expect(ran).toMatchObject({ outcome: "success" });
    expect(ran.observations).toEqual({ summary: "Server available, up for 1h2m3s" });
  });

  test.each(["starting", "stopping"])("is down while the Collector is %s", async (fault) => {
    expect(await probe({}, { fault: own(fault) })).toMatchObject({
      outcome: "failure",
      reason: "server_error",
      detail: "HTTP status 503: Server not available",
    });
  });

  test("does not see what becomes of the pipelines", async () => {
    expect((await probe({}, { fault: own("exporter_failing") })).observations).not.toHaveProperty("degraded");
  });

  test("may stand at another path", async () => {
    expect(await probe({ path: "/health" })).toMatchObject({ outcome: "failure", reason: "not_found" });
    expect(await probe({ path: "/status" })).toMatchObject({ outcome: "success" });
  });
});

describe("the second version", () => {
  test("is well when all pipelines are", async () => {
    expect((await probe(V2)).observations).toEqual({ summary: "Collector StatusOK" });
  });

  test.each([
    ["exporter_failing", "StatusRecoverableError", "connection refused"],
    ["exporter_broken", "StatusPermanentError", "invalid endpoint"],
  ])("of %s is degraded, and names the pipeline", async (fault, status, error) => {
    const ran = await probe(V2, { fault: own(fault) });
    expect(ran).toMatchObject({ outcome: "success" });
    expect(ran.observations.degraded).toBe(`Collector ${status}: pipeline:traces (${error})`);
  });

  test("of one pipeline does not hear of another's trouble", async () => {
    const of = async (pipeline: string) =>
      (await probe({ ...V2, pipeline }, { fault: own("exporter_failing") })).observations.degraded;
    expect(await of("metrics")).toBeUndefined();
    expect(await of("traces")).toBe(
      "pipeline traces StatusRecoverableError: exporter:otlp (connection refused)",
    );
  });

  test("of a pipeline that does not exist is our misconfiguration", async () => {
    expect(await probe({ ...V2, pipeline: "logs" })).toMatchObject({
      outcome: "failure",
      reason: "not_found",
      detail: "HTTP status 404: no pipeline logs, or no such path",
    });
  });

  test.each([
    ["starting", "HTTP status 503: StatusStarting"],
    ["stopping", "HTTP status 503: StatusStopping"],
    ["fatal", "HTTP status 500: StatusFatalError"],
  ])("is down when %s", async (fault, detail) => {
    expect(await probe(V2, { fault: own(fault) })).toMatchObject({
      outcome: "failure",
      reason: "server_error",
      detail,
    });
  });

  test.each(["StatusFatalError", "StatusStopped"])("is down on a %s that comes with 200", async (status) => {
    await standIn((_request, response) =>
      response.end(JSON.stringify({ healthy: false, status, error: "gone" })),
    );
    const ran = await probe(V2);
    expect(ran).toMatchObject({
      outcome: "failure",
      reason: "server_error",
      detail: `Collector: ${status}: gone`,
    });
  });
});

test.each<[string, Fault, string]>([
  ["another server", { kind: "not_found" }, "not_found"],
  ["a proxy that wants credentials", { kind: "revoked" }, "unauthorized"],
  ["a proxy that refuses", { kind: "forbidden" }, "forbidden"],
  ["too many requests", { kind: "rate_limited", retry_after: 5 }, "rate_limited"],
  ["an error", { kind: "error", status: 500 }, "server_error"],
  ["broken JSON", { kind: "malformed_json" }, "unexpected_response"],
  ["another shape", { kind: "wrong_shape" }, "unexpected_response"],
])("%s is told from the rest by both versions", async (_, fault, reason) => {
  expect(await probe({}, { fault })).toMatchObject({ outcome: "failure", reason });
  expect(await probe(V2, { fault })).toMatchObject({ outcome: "failure", reason });
});

test.each([{ pipeline: "traces" }, { path: "status" }, { path: "/?verbose" }])(
  "%j is refused in the catalog",
  (entry) => expect(collector.config.safeParse(entry).success).toBe(false),
);
