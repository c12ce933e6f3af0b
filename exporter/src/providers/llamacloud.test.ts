import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import llamacloud from "./llamacloud.ts";

const { provider: _, ...example } = llamacloud.example;
const { probe, trouble, standIn, url } = simulated(llamacloud, {
  entry: example,
  secrets: { LLAMA_CLOUD_API_KEY: "llx-abc" },
});

test("counts the projects that the key sees", async () => {
  const { outcome, observations } = await probe();
  expect(outcome).toBe("success");
  expect(observations).toEqual({
    inventory: [{ kind: "projects", count: 2 }],
    summary: "2 projects, among them Default",
  });
});

test("a key that sees no project is degraded", async () => {
  await trouble(own("empty"));
  const { outcome, observations } = await probe();
  expect({ outcome, observations }).toEqual({
    outcome: "success",
    observations: {
      inventory: [{ kind: "projects", count: 0 }],
      degraded: "the API key sees no project",
    },
  });
});

test("a request that it does not understand is no server error", async () => {
  await trouble(own("unprocessable"));
  expect(await probe()).toMatchObject({ reason: "unexpected_response", detail: "HTTP status 422" });
});

test.each<[Fault, Record<string, unknown>]>([
  [{ kind: "revoked" }, { reason: "unauthorized", detail: expect.stringMatching(/wrong or was revoked/) }],
  [{ kind: "forbidden" }, { reason: "forbidden", detail: expect.stringMatching(/may not list projects/) }],
  [{ kind: "not_found" }, { reason: "not_found", detail: expect.stringMatching(/is base_url right/) }],
  [
    { kind: "rate_limited", retry_after: 7 },
    { reason: "rate_limited", retryAfterSeconds: 7 },
  ],
  [{ kind: "error", status: 500 }, { reason: "server_error" }],
  [{ kind: "wrong_shape" }, { reason: "unexpected_response" }],
])("%j", async (fault, failure) => {
  await trouble(fault);
  expect(await probe()).toMatchObject({ outcome: "failure", ...failure });
});

test("the key goes as a bearer token, to a base URL with a path of its own too", async () => {
  const asked: unknown[] = [];
  const upstream = await standIn((request, response) => {
    asked.push(request.url, request.headers.authorization);
    response.end('[{"id":"1","name":"Default"}]');
  });
  const { observations } = await probe({ base_url: `${upstream}/llama/` });
  expect(observations.summary).toBe("1 project: Default");
  expect(asked).toEqual(["/llama/api/v1/projects", "Bearer llx-abc"]);
});

test("without its secret nothing is asked, and the upstream would refuse", async () => {
  expect(await probe({}, { secrets: {} })).toMatchObject({ reason: "internal", detail: "no such secret" });
  expect((await fetch(`${url()}/api/v1/projects`)).status).toBe(401);
});
