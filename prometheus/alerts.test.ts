import { describe, expect, test } from "@jest/globals";
import { REASONS } from "../exporter/src/contract.ts";
import { metricNames, syntaxError } from "../exporter/test/promql.ts";
import { type Alert, alertCasesOf, alertsOf, find, knownMetrics, readAll, rulesOf } from "./test/reading.ts";
import { runbooks } from "./test/runbooks.ts";

const rules = rulesOf(await readAll(find("rules/*.rules.yml")));
const alerts = alertsOf(rules);
const alertNames = [...new Set(alerts.map(({ alert }) => alert))];
const cases = alertCasesOf(await readAll(find("rules/*.test.yml")));
/** The labels of what the tests saw fire. */
const firedAs = (name: string) =>
  cases.flatMap(({ alertname, exp_alerts = [] }) =>
    alertname === name ? exp_alerts.map(({ exp_labels }) => Object.keys(exp_labels)) : [],
  );

/** Its own trouble, or that of Prometheus and Alertmanager: no team of the catalog owns it. */
const isOfNobody = ({ alert }: Alert) =>
  /^(IntegrationExporter|Prometheus|Alertmanager|Watchdog)/.test(alert);

/** What wakes somebody, whatever else it also warns of. */
const isPage = ({ alert }: Alert) =>
  alerts.some((rule) => rule.alert === alert && rule.labels?.severity === "critical");

/** Of the exporter's process, by the client library: runbooks look at them. */
const PROCESS_METRICS = new Set(["process_cpu_seconds_total", "nodejs_eventloop_lag_p99_seconds"]);
const known = await knownMetrics(rules);

describe("alerts", () => {
  test.each(alerts)("$alert ($labels.severity) says what, where to look, and what to do", (rule) => {
    const { alert, labels, annotations = {} } = rule;
    expect(labels?.severity).toMatch(alert === "Watchdog" ? /^none$/ : /^(critical|warning|info)$/);
    const promised = isPage(rule) && !isOfNobody(rule) ? ["response_sla", "emergency_contact"] : [];
    expect(Object.keys(annotations).toSorted()).toEqual(
      ["dashboard_url", "description", "runbook_url", "summary", ...promised].toSorted(),
    );
    expect(annotations.runbook_url).toContain(
      `}}/${alert}.md{{ else }}prometheus/runbooks/${alert}.md{{ end }}`,
    );
    expect(runbooks.map(({ name }) => name)).toContain(alert);
  });

  test.each(alertNames)("%s is tested firing and quiet", (name) => {
    const tested = cases.filter(({ alertname }) => alertname === name);
    expect(tested.some(({ exp_alerts = [] }) => exp_alerts.length > 0)).toBe(true);
    // The dead man's switch is never quiet.
    expect(tested.some(({ exp_alerts = [] }) => exp_alerts.length === 0)).toBe(name !== "Watchdog");
  });

  test.each(alerts.filter((rule) => !isOfNobody(rule)))("$alert tells its owner", ({ alert }) => {
    for (const labels of firedAs(alert))
      expect(labels).toEqual(expect.arrayContaining(["team", "channel", "email"]));
  });
});

test("each reason of a failure has words that people read", () => {
  const words = rules.filter(({ record }) => record === "reason:words:info").map(({ labels }) => labels);
  expect(words).toEqual(REASONS.map((reason) => ({ reason, words: expect.stringMatching(/^[\w ()]+$/) })));
});

describe("runbooks", () => {
  test("each belongs to an alert", () => {
    expect(runbooks.map(({ name }) => name)).toEqual([...alertNames].sort());
  });

  test.each(runbooks)("$name has its four parts, and queries of what there is", ({ name, text, queries }) => {
    expect([...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title)).toEqual([
      ...[name, "Meaning", "Impact", "Diagnosis", "Mitigation"],
    ]);
    expect(queries.length).toBeGreaterThan(0);
    expect(queries.flatMap((query) => syntaxError(query) ?? [])).toEqual([]);
    const unknown = queries.flatMap((query) => [...metricNames(query)]).filter((name) => !known.has(name));
    expect(unknown.filter((name) => !PROCESS_METRICS.has(name))).toEqual([]);
    for (const [, link] of text.matchAll(/\]\((\w+)\.md\)/g)) expect(alertNames).toContain(link);
  });

  test.each(alerts)(
    "that of $alert names the dashboard of the alert, and how to run the checks that it is about",
    (rule) => {
      const text = runbooks.find(({ name }) => name === rule.alert)?.text;
      const dashboard = /\/d\/[\w-]+/.exec(rule.annotations?.dashboard_url ?? "")?.[0];
      expect(text).toContain(`Dashboard: \`${dashboard}`);
      const labels = firedAs(rule.alert).flat();
      if (labels.includes("check") || (isPage(rule) && labels.includes("integration")))
        expect(text).toContain("integration_exporter probe ID\n");
    },
  );
});
