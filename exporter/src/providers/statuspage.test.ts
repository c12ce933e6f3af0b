import { describe, expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import statuspage from "./statuspage.ts";

const { probe, standIn, url } = simulated(statuspage);

/** Of a page that answers `body` whatever it is asked. */
async function probePage(body: unknown, entry: Record<string, unknown> = {}) {
  await standIn((_request, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body)),
  );
  return probe(entry);
}

describe("the vendor's word, by the shape of the page", () => {
  test.each([
    ["statuspage", "All Systems Operational"],
    ["slack", "status ok"],
    ["google", "no open incident"],
    ["instatus", "status UP"],
    ["betterstack", "state operational"],
  ])("%s: all well", async (kind, summary) => {
    expect(await probe({ kind })).toMatchObject({
      outcome: "success",
      observations: { reported: "healthy", summary },
    });
  });

  test("nothing is degraded while all is well", async () => {
    expect((await probe()).observations).toEqual({ reported: "healthy", summary: "All Systems Operational" });
  });

  test.each([
    ["statuspage", "degraded", "degraded", "Delays in running jobs"],
    ["statuspage", "outage", "down", "Delays in running jobs"],
    ["statuspage", "maintenance", "degraded", "Service Under Maintenance"],
    ["slack", "degraded", "degraded", "Delays in running jobs"],
    ["slack", "outage", "down", "Delays in running jobs"],
    ["slack", "maintenance", "degraded", "Delays in running jobs"],
    ["google", "degraded", "degraded", "Delays in running jobs"],
    ["google", "outage", "down", "Delays in running jobs"],
    ["google", "maintenance", "degraded", "Delays in running jobs"],
    ["instatus", "degraded", "degraded", "Delays in running jobs"],
    ["instatus", "outage", "down", "Delays in running jobs"],
    ["instatus", "maintenance", "degraded", "Delays in running jobs"],
    ["betterstack", "degraded", "degraded", "state degraded"],
    ["betterstack", "outage", "down", "state downtime"],
    ["betterstack", "maintenance", "degraded", "state maintenance"],
  ])("%s: a page of %s reports %s: %s", async (kind, fault, reported, named) => {
    expect(await probe({ kind }, { fault: own(fault) })).toMatchObject({
      outcome: "success",
      observations: { reported, degraded: `the vendor reports: ${named}`, summary: named },
    });
  });

  test("a word that is not documented is unknown, and no alarm", async () => {
    const ran = await probePage({ status: { indicator: "purple", description: "Strange" } });
    expect(ran.observations).toEqual({ reported: "unknown", summary: "Strange" });
  });

  test("one incident is named, and the others are counted; what is resolved is not told", async () => {
    const incident = (name: string, status: string) => ({ name, status });
    const ran = await probePage({
      status: { indicator: "major", description: "Partial System Outage" },
      incidents: [
        incident("Old", "resolved"),
        incident("Older", "postmortem"),
        incident("New", "identified"),
        incident("Newer", "monitoring"),
      ],
    });
    expect(ran.observations).toMatchObject({
      reported: "degraded",
      degraded: "the vendor reports: New and 1 more",
    });
  });
});

describe("some components only", () => {
  const components = ["API Requests", "Actions"];

  test("the worst of them counts, and each is told", async () => {
    expect((await probe({ components }, { fault: own("outage") })).observations).toEqual({
      reported: "down",
      degraded: "the vendor reports: Delays in running jobs",
      summary: "Delays in running jobs",
      environments: [
        { name: "API Requests", status: "healthy" },
        { name: "Actions", status: "down" },
      ],
    });
  });

  test("a trouble of another component, and its incident, are not ours", async () => {
    expect((await probe({ components: ["API Requests"] }, { fault: own("outage") })).observations).toEqual({
      reported: "healthy",
      summary: "all components operational",
      environments: [{ name: "API Requests", status: "healthy" }],
    });
  });

  test("without an incident the components themselves are named", async () => {
    const ran = await probePage(
      {
        status: { indicator: "none", description: "All Systems Operational" },
        components: [{ name: "Actions", status: "partial_outage" }],
      },
      { components: ["Actions"] },
    );
    expect(ran.observations.degraded).toBe("the vendor reports: Actions degraded");
  });

  test("one that is down counts for more than one that is degraded", async () => {
    const ran = await probePage(
      {
        status: { indicator: "major", description: "Partial System Outage" },
        components: [
          { name: "Actions", status: "partial_outage" },
          { name: "Pages", status: "major_outage" },
        ],
      },
      { components: ["Actions", "Pages"] },
    );
    expect(ran.observations).toMatchObject({ reported: "down", summary: "Actions degraded, Pages down" });
  });

  test("an incident that does not say whom it concerns is told", async () => {
    const ran = await probePage(
      {
        status: { indicator: "minor", description: "Minor Service Outage" },
        components: [{ name: "Actions", status: "degraded_performance" }],
        incidents: [{ name: "Slow", status: "identified" }],
      },
      { components: ["Actions"] },
    );
    expect(ran.observations.degraded).toBe("the vendor reports: Slow");
  });

  test("a component that the page does not list is our misconfiguration", async () => {
    expect(await probe({ components: ["Actions", "Pages"] })).toMatchObject({
      outcome: "failure",
      reason: "not_found",
      detail: "the page lists no component Pages: see components",
    });
  });

  test("Slack's services are its components", async () => {
    const both = ["Messaging", "Search"];
    expect(
      (await probe({ kind: "slack", components: both }, { fault: own("outage") })).observations,
    ).toMatchObject({
      reported: "down",
      environments: [
        { name: "Messaging", status: "down" },
        { name: "Search", status: "healthy" },
      ],
    });
    expect((await probe({ kind: "slack", components: ["Search"] })).observations).toMatchObject({
      reported: "healthy",
    });
  });

  test("Google's incidents are those of one service", async () => {
    const of = async (service: string) =>
      (await probe({ kind: "google", service }, { fault: own("outage") })).observations.reported;
    expect(await of("Gmail")).toBe("down");
    expect(await of("Google Calendar")).toBe("healthy");
  });

  test("what a check will tell are its components", () => {
    const observes = (entry: Record<string, unknown>) =>
      statuspage.observes?.(statuspage.config.parse({ base_url: "https://status.example.com", ...entry }));
    expect(observes({ components })).toEqual({ reported: true, environments: components });
    expect(observes({})).toEqual({ reported: true, environments: [] });
  });

  test.each([{ kind: "google", components }, { kind: "instatus", components }, { service: "Gmail" }])(
    "a key that the kind does not know is refused: %j",
    (entry) => {
      const parsed = statuspage.config.safeParse({ base_url: "https://status.example.com", ...entry });
      expect(parsed.success).toBe(false);
    },
  );
});

describe("a page that cannot be read", () => {
  test.each<[string, Fault, Record<string, unknown>]>([
    ["is a web page", own("html"), { reason: "unexpected_response", detail: expect.stringMatching(/HTML/) }],
    ["is no JSON", { kind: "malformed_json" }, { reason: "unexpected_response" }],
    ["has another shape", { kind: "wrong_shape" }, { reason: "unexpected_response" }],
    [
      "is not there",
      { kind: "not_found" },
      { reason: "not_found", detail: expect.stringMatching(/no page of the kind statuspage at base_url/) },
    ],
    ["is private", { kind: "revoked" }, { reason: "unauthorized" }],
    [
      "asks us to wait",
      { kind: "rate_limited", retry_after: 90 },
      { reason: "rate_limited", retryAfterSeconds: 90 },
    ],
    ["fails", { kind: "error", status: 503 }, { reason: "server_error" }],
  ])("%s", async (_, fault, expected) => {
    expect(await probe({}, { fault })).toMatchObject({ outcome: "failure", ...expected });
  });
});

test("a page that has moved is followed", async () => {
  const moved = await standIn((request, response) =>
    response.writeHead(301, { location: `${url()}${request.url}` }).end(),
  );
  expect(await probe({ base_url: `${moved}/` })).toMatchObject({ outcome: "success" });
});
