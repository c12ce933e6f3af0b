import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import alertmanager from "./alertmanager.ts";

const { probe } = simulated(alertmanager, { secrets: { TOKEN: "secret" } });

test("active alerts are counted without the silenced ones, and degrade nothing", async () => {
  const ran = await probe({ min_peers: 2 });
  expect(ran).toMatchObject({ outcome: "success" });
  expect(ran.observations).toEqual({
    version: "0.28.1",
    inventory: [{ kind: "alerts", count: 2 }],
    summary: "Alertmanager 0.28.1, 2 alerts active",
  });
});

test("a cluster that settles holds notifications back", async () => {
  const ran = await probe({}, { fault: own("settling") });
  expect(ran).toMatchObject({ outcome: "success" });
  expect(ran.observations.degraded).toBe("the cluster is settling: notifications may be held back");
});

test("a cluster that lost a member degrades where the catalog wants more", async () => {
  expect((await probe({ min_peers: 2 }, { fault: own("peer_lost") })).observations.degraded).toBe(
    "the cluster has 1 of 2 members",
  );
  expect((await probe({}, { fault: own("peer_lost") })).observations).not.toHaveProperty("degraded");
});

test("an Alertmanager that runs alone is well, unless it should have peers", async () => {
  expect((await probe({}, { fault: own("alone") })).observations).not.toHaveProperty("degraded");
  expect((await probe({ min_peers: 2 }, { fault: own("alone") })).observations.degraded).toBe(
    "the cluster has 0 of 2 members",
  );
});

test("a token opens a proxy that wants one", async () => {
  expect(await probe({ auth: { bearer: { env: "TOKEN" } } }, { fault: own("locked") })).toMatchObject({
    outcome: "success",
  });
});

test.each<[string, Fault, string, RegExp]>([
  ["missing credentials", own("locked"), "unauthorized", /wants credentials/],
  ["credentials without rights", { kind: "forbidden" }, "forbidden", /may not read this/],
  ["another server", { kind: "not_found" }, "not_found", /404/],
  ["too many requests", { kind: "rate_limited", retry_after: 5 }, "rate_limited", /429/],
  ["an error of its own", { kind: "error", status: 500 }, "server_error", /500/],
  ["broken JSON", { kind: "malformed_json" }, "unexpected_response", /not JSON/],
  ["another shape", { kind: "wrong_shape" }, "unexpected_response", /documented shape/],
])("%s is told from the rest", async (_, fault, reason, detail) => {
  expect(await probe({}, { fault })).toMatchObject({
    outcome: "failure",
    reason,
    detail: expect.stringMatching(detail),
  });
});

test("a token that is not set is told", async () => {
  expect(await probe({ auth: { bearer: { env: "NONE" } } })).toMatchObject({
    outcome: "failure",
    detail: "no such secret",
  });
});
