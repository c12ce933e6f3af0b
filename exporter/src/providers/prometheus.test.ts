import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import prometheus from "./prometheus.ts";

const { probe } = simulated(prometheus, { secrets: { PASSWORD: "pass" } });

test("targets are counted", async () => {
  const ran = await probe({ max_targets_down: 0 });
  expect(ran).toMatchObject({ outcome: "success" });
  expect(ran.observations).toEqual({
    inventory: [
      { kind: "targets", count: 12 },
      { kind: "targets_down", count: 0 },
    ],
    summary: "12 of 12 targets up",
  });
});

test("targets that are down are only counted unless the catalog bounds them", async () => {
  const counted = {
    inventory: [
      { kind: "targets", count: 12 },
      { kind: "targets_down", count: 2 },
    ],
    summary: "10 of 12 targets up",
  };
  expect((await probe({}, { fault: own("targets_down") })).observations).toEqual(counted);
  expect((await probe({ max_targets_down: 2 }, { fault: own("targets_down") })).observations).toEqual(
    counted,
  );
  expect((await probe({ max_targets_down: 1 }, { fault: own("targets_down") })).observations).toEqual({
    ...counted,
    degraded: "2 of 12 targets down: node a:9100, node b:9100",
  });
});

test("of many targets that are down the first are named", async () => {
  expect((await probe({ max_targets_down: 0 }, { fault: own("many_down") })).observations.degraded).toBe(
    "40 of 40 targets down: node a:9100, node b:9100, node c:9100, ...",
  );
});

test("a Prometheus without targets is well", async () => {
  expect((await probe({}, { fault: own("no_targets") })).observations.summary).toBe("0 of 0 targets up");
});

test("a configuration that did not load degrades", async () => {
  const ran = await probe({}, { fault: own("reload_failed") });
  expect(ran).toMatchObject({ outcome: "success" });
  expect(ran.observations.degraded).toBe("the last configuration did not load: it runs on the one before");
});

test("basic authentication opens a server that wants it", async () => {
  const basic = { username: "exporter", password: { env: "PASSWORD" } };
  expect(await probe({ auth: { basic } }, { fault: own("locked") })).toMatchObject({ outcome: "success" });
  expect(await probe({ auth: { bearer: { env: "PASSWORD" } } }, { fault: own("locked") })).toMatchObject({
    reason: "unauthorized",
  });
});

test.each<[string, Fault, string, RegExp]>([
  ["starting", own("starting"), "server_error", /^not ready: it is starting$/],
  ["stopping", own("stopping"), "server_error", /^not ready: it is stopping$/],
  ["a 503 of a proxy", { kind: "error", status: 503 }, "server_error", /^HTTP status 503$/],
  ["a query that timed out", own("query_timeout"), "server_error", /^the query failed: HTTP status 503$/],
  ["missing credentials", own("locked"), "unauthorized", /wants credentials/],
  ["credentials without rights", { kind: "forbidden" }, "forbidden", /may not read this/],
  ["another server", { kind: "not_found" }, "not_found", /404/],
  ["too many requests", { kind: "rate_limited", retry_after: 5 }, "rate_limited", /429/],
  ["broken JSON", { kind: "malformed_json" }, "unexpected_response", /not JSON/],
  ["another shape", { kind: "wrong_shape" }, "unexpected_response", /documented shape/],
])("%s is told from the rest", async (_, fault, reason, detail) => {
  expect(await probe({}, { fault })).toMatchObject({
    outcome: "failure",
    reason,
    detail: expect.stringMatching(detail),
  });
});

test("a password that is not set is told", async () => {
  const basic = { username: "exporter", password: { env: "NONE" } };
  expect(await probe({ auth: { basic } })).toMatchObject({
    outcome: "failure",
    detail: "no such secret",
  });
});
