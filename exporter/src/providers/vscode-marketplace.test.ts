import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import marketplace from "./vscode-marketplace.ts";

const DAY = 86_400;
const { provider: _, ...example } = marketplace.example;
const { probe, trouble, standIn } = simulated(marketplace, { entry: example });

test("tells the latest stable version and its age, though a pre-release is newer", async () => {
  const { outcome, observations } = await probe();
  expect(outcome).toBe("success");
  expect(observations).toEqual({
    version: "3.35.1",
    activityAt: expect.closeTo(Date.now() / 1000 - 3 * DAY, -1),
    summary: "Version 3.35.1 · Updated 3d ago",
  });
});

test("an extension that nobody published is not found, though the status is 200", async () => {
  expect(await probe({ extension: "nobody.nothing" })).toMatchObject({
    reason: "not_found",
    detail: "the Marketplace has no extension nobody.nothing",
  });
});

test("a version older than wanted is degraded, and fine where no age is wanted", async () => {
  await trouble(own("stale"));
  expect(await probe()).toMatchObject({
    outcome: "success",
    observations: {
      version: "3.35.1",
      degraded: "version 3.35.1 is 203d old, an update was due within 90d",
    },
  });
  const { outcome, observations } = await probe({ updated_within: undefined });
  expect({ outcome, degraded: observations.degraded }).toEqual({ outcome: "success", degraded: undefined });
});

test("an extension with pre-releases only is degraded and has no version", async () => {
  await trouble(own("only_pre_releases"));
  const { outcome, observations } = await probe();
  expect({ outcome, observations }).toEqual({
    outcome: "success",
    observations: {
      activityAt: expect.closeTo(Date.now() / 1000 - DAY, -1),
      degraded: "there is no stable version, only pre-releases",
    },
  });
});

test.each<[Fault, Record<string, unknown>]>([
  [{ kind: "not_found" }, { reason: "not_found" }],
  [
    { kind: "rate_limited", retry_after: 900 },
    { reason: "rate_limited", retryAfterSeconds: 900 },
  ],
  [{ kind: "error", status: 503 }, { reason: "server_error" }],
  [{ kind: "wrong_shape" }, { reason: "unexpected_response" }],
])("%j", async (fault, failure) => {
  await trouble(fault);
  expect(await probe()).toMatchObject({ outcome: "failure", ...failure });
});

test("the newest of the stable rows counts, in whatever order and from whichever platform", async () => {
  const version = (name: string, day: string, preRelease: string) => ({
    version: name,
    lastUpdated: `2026-01-${day}T00:00:00.123Z`,
    properties: [{ key: "Microsoft.VisualStudio.Code.PreRelease", value: preRelease }],
  });
  const versions = [
    version("1.0.0", "01", "false"),
    version("1.2.0", "03", "true"),
    version("1.1.0", "02", "false"),
  ];
  await standIn((_request, response) => {
    const extensions = [{ lastUpdated: "2026-01-03T00:00:00Z", versions }];
    response.end(JSON.stringify({ results: [{ extensions }] }));
  });
  const { observations } = await probe({ updated_within: undefined });
  expect(observations).toMatchObject({
    version: "1.1.0",
    activityAt: Date.parse("2026-01-02T00:00:00.123Z") / 1000,
  });
});

test.each(["claude-dev", "a b.c", "publisher."])("%s is no name of an extension", (extension) => {
  expect(marketplace.config.safeParse({ extension }).error?.issues[0]?.message).toBe(
    "must be publisher.name",
  );
});
