import { describe, expect, test } from "@jest/globals";
import type { Maintenance } from "../contract.ts";
import { maintenanceAt } from "./maintenance.ts";

const at = (text: string) => Date.parse(text) / 1000;
const once: Maintenance = { from: at("2026-03-01T22:00:00Z"), to: at("2026-03-02T02:00:00Z") };
const nightly: Maintenance = { cron: "30 2 * * *", timeZone: "Europe/Berlin", forSeconds: 3600 };

describe("maintenance", () => {
  test("lasts from the beginning of a window to its end, that excluded", () => {
    const seen = [
      "2026-03-01T21:59:59Z",
      "2026-03-01T22:00:00Z",
      "2026-03-02T01:59:59Z",
      "2026-03-02T02:00:00Z",
    ];
    expect(seen.map((text) => maintenanceAt([once], at(text)).lasts)).toEqual([false, true, true, false]);
  });

  test("changes next when the nearest window begins or ends, and never after the last", () => {
    expect(maintenanceAt([once], at("2026-03-01T00:00:00Z")).changesAt).toBe(once.from);
    expect(maintenanceAt([once, nightly], at("2026-03-01T23:00:00Z")).changesAt).toBe(
      at("2026-03-02T01:30:00Z"),
    );
    expect(maintenanceAt([once], at("2026-04-01T00:00:00Z"))).toEqual({ lasts: false, changesAt: Infinity });
    expect(maintenanceAt([], at("2026-04-01T00:00:00Z"))).toEqual({ lasts: false, changesAt: Infinity });
  });

  test("tells the next window from afar, and its end while it lasts", () => {
    expect(maintenanceAt([once], at("2026-02-01T00:00:00Z"))).toMatchObject({ lasts: false, next: once });
    expect(maintenanceAt([once], at("2026-03-01T23:00:00Z"))).toMatchObject({ lasts: true, to: once.to });
  });

  test("takes windows that run into each other as one", () => {
    const joined = { from: once.from, to: at("2026-03-02T02:30:00Z") };
    expect(maintenanceAt([nightly, once], at("2026-03-01T12:00:00Z"))).toMatchObject({ next: joined });
    expect(maintenanceAt([nightly, once], joined.from)).toMatchObject({ lasts: true, to: joined.to });
    const atOnce: Maintenance = { from: once.to, to: once.to + 60 };
    expect(maintenanceAt([atOnce, once], once.from)).toMatchObject({ to: atOnce.to });
  });

  test("without a gap for ever still has an end to tell", () => {
    const always: Maintenance = { cron: "0 0 * * *", timeZone: "UTC", forSeconds: 86_400 };
    const { to } = maintenanceAt([always], at("2026-03-01T12:00:00Z")) as { to: number };
    expect(to).toBeGreaterThan(at("2026-03-03T00:00:00Z"));
  });

  test.each([
    ["in winter, at 02:30 of UTC+1", "2026-02-10T01:30:00Z"],
    ["in summer, at 02:30 of UTC+2", "2026-07-10T00:30:00Z"],
    ["in the night whose 02:30 does not exist, an hour later", "2026-03-29T01:00:00Z"],
    ["in the night that has 02:30 twice, at the first", "2026-10-25T00:30:00Z"],
  ])("comes again by the clock of its zone: %s", (_, begin) => {
    const seen = [-1, 0, 3599, 3600].map((after) => maintenanceAt([nightly], at(begin) + after).lasts);
    expect(seen).toEqual([false, true, true, false]);
  });

  test("tells when a recurring window begins and ends next", () => {
    expect(maintenanceAt([nightly], at("2026-02-10T00:00:00Z")).changesAt).toBe(at("2026-02-10T01:30:00Z"));
    expect(maintenanceAt([nightly], at("2026-02-10T01:30:00.5Z"))).toEqual({
      lasts: true,
      to: at("2026-02-10T02:30:00Z"),
      changesAt: at("2026-02-10T02:30:00Z"),
    });
  });

  test("of a day that never comes never is", () => {
    const never: Maintenance = { cron: "0 0 30 2 *", timeZone: "UTC", forSeconds: 60 };
    expect(maintenanceAt([never], at("2026-02-28T00:00:00Z"))).toEqual({ lasts: false, changesAt: Infinity });
  });
});
