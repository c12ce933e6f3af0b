import { describe, expect, test } from "@jest/globals";
import { check, failed, integration, success } from "../../test/samples.ts";
import type { Clock } from "../contract.ts";
import { createStore } from "./store.ts";

const next = { consecutiveFailures: 0, intervalSeconds: 60 };

function stored() {
  const clock = { now: 1000 };
  const store = createStore({ now: () => clock.now } as Clock);
  const one = check();
  store.replace({ after: one });
  return { clock, store, one };
}

describe("what is known of a check", () => {
  test("changes by time alone when its last probe grows too old, and not before", () => {
    const { clock, store, one } = stored();
    expect(store.changesAt(one)).toBe(Number.POSITIVE_INFINITY);
    store.record(one, success({ startedAt: 1000 }), next);
    clock.now = store.changesAt(one);
    expect([clock.now, store.state(one).status]).toEqual([1300, "healthy"]);
    clock.now += 0.001;
    expect(store.state(one).status).toBe("unknown");
    expect(store.changesAt(one)).toBe(Number.POSITIVE_INFINITY);
  });

  test("stays with the check through a reload, and goes with it", () => {
    const { store, one } = stored();
    store.record(one, failed({ startedAt: 1000 }), { ...next, consecutiveFailures: 1 });
    store.replace({ after: check({ id: "new" }) });
    expect(store.state(one).consecutiveFailures).toBe(1);
    store.replace({ before: one });
    expect(() => store.state(one)).toThrow("shop/http is not in the catalog");
  });

  test("begins anew with a check that changed", () => {
    const { store, one } = stored();
    store.record(one, success({ startedAt: 1000 }), next);
    const changed = check({ timeoutSeconds: 5 });
    store.replace({ before: one, after: changed });
    expect(store.state(changed)).toMatchObject({ status: "unknown", why: "not probed yet" });
  });

  test("leaves the vendor's word out of the integration's status", () => {
    const { store, one } = stored();
    const vendor = check({ id: "vendor", vendor: true });
    store.replace({ after: vendor });
    store.record(one, success({ startedAt: 1000 }), next);
    store.record(vendor, failed({ startedAt: 1000 }), { ...next, consecutiveFailures: 9 });
    expect(store.standing(integration({ checks: [one, vendor] })).status).toBe("healthy");
  });
});
