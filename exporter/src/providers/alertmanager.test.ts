import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { probeOnce } from "../../test/probe-once.ts";
import { systemClock } from "../clock.ts";
import type { Fault } from "../simulator/faults.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import alertmanager from "./alertmanager.ts";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ clock: systemClock });
});
afterEach(() => simulator.set("alertmanager", undefined));
afterAll(() => simulator.stop());

async function probe(fault?: Fault, entry: Record<string, unknown> = {}) {
  await simulator.set("alertmanager", fault);
  return probeOnce(
    alertmanager,
    { base_url: simulator.upstreams.alertmanager?.url, ...entry },
    { secrets: { TOKEN: "secret" } },
  );
}
const own = (name: string): Fault => ({ kind: "own", name });

test("active alerts are counted without the silenced ones, and degrade nothing", async () => {
  const ran = await probe(undefined, { min_peers: 2 });
  expect(ran).toMatchObject({ outcome: "success" });
  expect(ran.observations).toEqual({
    version: "0.28.1",
    inventory: [{ kind: "alerts", count: 2 }],
    summary: "Alertmanager 0.28.1, 2 alerts active",
  });
});

test("a cluster that settles holds notifications back", async () => {
  const ran = await probe(own("settling"));
  expect(ran).toMatchObject({ outcome: "success" });
  expect(ran.observations.degraded).toBe("the cluster is settling: notifications may be held back");
});

test("a cluster that lost a member degrades where the catalog wants more", async () => {
  expect((await probe(own("peer_lost"), { min_peers: 2 })).observations.degraded).toBe(
    "the cluster has 1 of 2 members",
  );
  expect((await probe(own("peer_lost"))).observations).not.toHaveProperty("degraded");
});

test("an Alertmanager that runs alone is well, unless it should have peers", async () => {
  expect((await probe(own("alone"))).observations).not.toHaveProperty("degraded");
  expect((await probe(own("alone"), { min_peers: 2 })).observations.degraded).toBe(
    "the cluster has 0 of 2 members",
  );
});

test("a token opens a proxy that wants one", async () => {
  expect(await probe(own("locked"), { auth: { bearer: { env: "TOKEN" } } })).toMatchObject({
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
  expect(await probe(fault)).toMatchObject({
    outcome: "failure",
    reason,
    detail: expect.stringMatching(detail),
  });
});

test("a token that is not set is told", async () => {
  expect(await probe(undefined, { auth: { bearer: { env: "NONE" } } })).toMatchObject({
    outcome: "failure",
    detail: "no such secret",
  });
});
