import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import grafana from "./grafana.ts";

const TOKEN = { token: { env: "TOKEN" } };
const DATA_SOURCE = { ...TOKEN, datasource: "prometheus" };

const { probe } = simulated(grafana, { secrets: { TOKEN: "glsa_secret" } });

test.each([
  ["without a token, Grafana itself", {}, "Grafana 12.4.0"],
  ["with a token, the token too", TOKEN, "Grafana 12.4.0, organization Main Org."],
  ["with a data source, its health", DATA_SOURCE, "Grafana 12.4.0, data source prometheus well"],
])("%s is well", async (_, entry, summary) => {
  const ran = await probe(entry);
  expect(ran).toMatchObject({ outcome: "success" });
  expect(ran.observations).toEqual({ version: "12.4.0", summary });
});

test("a Grafana that hides its version is well", async () => {
  expect((await probe({}, { fault: own("version_hidden") })).observations).toEqual({ summary: "Grafana" });
});

test("a sick data source degrades, as Grafana itself is well", async () => {
  const ran = await probe(DATA_SOURCE, { fault: own("datasource_failing") });
  expect(ran).toMatchObject({ outcome: "success" });
  expect(ran.observations.degraded).toBe(
    'the data source prometheus is not well: Post "http://prometheus:9090": connection refused',
  );
});

test.each<[string, Record<string, unknown>, Fault, string, RegExp]>([
  ["its failing database", {}, own("database_failing"), "server_error", /503: .*database is failing/],
  ["an error of its own", {}, { kind: "error", status: 502 }, "server_error", /^HTTP status 502$/],
  ["a proxy's 503", {}, { kind: "error", status: 503 }, "server_error", /^HTTP status 503$/],
  ["a revoked token", TOKEN, { kind: "revoked" }, "unauthorized", /token is wrong, has run out/],
  ["a token without rights", TOKEN, { kind: "forbidden" }, "forbidden", /may not read this/],
  ["a revoked token at a data source", DATA_SOURCE, { kind: "revoked" }, "unauthorized", /token is wrong/],
  ["another API", {}, { kind: "not_found" }, "not_found", /404/],
  ["too many requests", {}, { kind: "rate_limited", retry_after: 5 }, "rate_limited", /429/],
  ["broken JSON", {}, { kind: "malformed_json" }, "unexpected_response", /not JSON/],
  ["another shape", {}, { kind: "wrong_shape" }, "unexpected_response", /documented shape/],
])("%s is told from the rest", async (_, entry, fault, reason, detail) => {
  const ran = await probe(entry, { fault });
  expect(ran).toMatchObject({ outcome: "failure", reason, detail: expect.stringMatching(detail) });
});

test("a token that is refused does not hide the version", async () => {
  expect((await probe(TOKEN, { fault: { kind: "revoked" } })).observations.version).toBe("12.4.0");
});

test("a data source that does not exist is our misconfiguration", async () => {
  expect(await probe({ ...TOKEN, datasource: "loki" })).toMatchObject({
    outcome: "failure",
    reason: "not_found",
    detail: "HTTP status 404: Grafana has no such data source",
  });
});

test("a token that is not set is told", async () => {
  expect(await probe({ token: { env: "NONE" } })).toMatchObject({
    outcome: "failure",
    detail: "no such secret",
  });
});

test.each([{ datasource: "prometheus" }, { ...TOKEN, datasource: "../../admin" }])(
  "%j is refused in the catalog",
  (entry) => expect(grafana.config.safeParse(entry).success).toBe(false),
);
