/**
 * The response SLA, as far as Prometheus can tell. Who answers a page does so in Alertmanager or PagerDuty, which it does
 * not see; it sees how long the page lasted. One that was over within the SLA needed no later answer; one that lasted
 * longer may have been answered in time. So what is told as kept is the least that was kept.
 */
import { catalog, oneOf, withInfo } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { lines, withLimit } from "../panels.ts";
import { anyIs, COLORS, RATIO_STEPS } from "../states.ts";
import { table } from "../table.ts";
import { CHOSEN } from "../variables.ts";

/** Once, whatever exporter or owner the catalog named meanwhile. */
const AGE = `max by (integration) (integration:page_age:seconds{${CHOSEN}})`;
const SLA = `max by (integration) (${catalog.responseSla}{${CHOSEN}})`;
const OVERDUE = `${AGE} - on (integration) ${SLA} > 0`;

/** Age begins anew with each page. Looked at every five minutes: a page that came and went meanwhile does not count. */
const pages = (ages: string) => `(resets((${ages})[$__range:5m]) + 1)`;
const outlived = `(${pages(OVERDUE)} or ${pages(AGE)} * 0 and on (integration) ${SLA})`;
const longest = `max_over_time(${AGE}[$__range:5m])`;

const OF_TEAM = 'team=~"$team"';
const perTeam = (operation: "sum" | "min" | "max", expr: string) =>
  `${operation} by (team) (${withInfo(expr, "team")})`;

export const teams = () =>
  table({
    title: "Teams, least score first",
    description:
      "Who owns what, how it is now, and whether pages of the time chosen were over within the response SLA. " +
      "'SLA kept at least': a page that lasted longer may have been answered in time, which Prometheus cannot see. " +
      "A low score with few pages: thresholds are too high, or nobody is paged.",
    columns: [
      {
        title: "Score",
        expr: `max by (team) (team:integration_score:avg{${OF_TEAM}}) / 100`,
        unit: "percentunit",
        steps: RATIO_STEPS,
        width: 80,
      },
      { title: "Team", label: "team" },
      {
        title: "Title",
        label: "title",
        from: oneOf(`${catalog.teamInfo}{${OF_TEAM}}`, "team", "title, contact"),
      },
      {
        title: "Integrations",
        expr: `count by (team) (${oneOf(`${catalog.info}{${CHOSEN}}`, "integration", "team")})`,
        unit: "none",
      },
      { title: "Response SLA", expr: perTeam("min", SLA), unit: "s" },
      { title: "Pages", expr: perTeam("sum", pages(AGE)), unit: "none" },
      { title: "Longest", expr: perTeam("max", longest), unit: "s" },
      {
        title: "SLA kept at least",
        expr: `1 - ${perTeam("sum", outlived)} / ${perTeam("sum", pages(AGE))}`,
        unit: "percentunit",
        steps: RATIO_STEPS,
      },
      { title: "Emergency", label: "contact" },
    ],
    worstFirst: "Score",
    worst: "least",
  }).noValue("No team");

export const pagedIntegrations = () =>
  table({
    title: "Pages by integration, longest first",
    description:
      "Integrations that paged in the time chosen, and for how long at most. Often past the SLA: the team is too small, " +
      "the SLA too short, or the page is nobody's to mend: make it a warning.",
    columns: [
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      {
        title: "Team",
        label: "team",
        from: withInfo(longest, "team"),
      },
      { title: "Response SLA", expr: `${SLA} and on (integration) ${longest}`, unit: "s" },
      { title: "Pages", expr: pages(AGE), unit: "none" },
      { title: "Past SLA", expr: outlived, unit: "none", steps: anyIs(COLORS.warning) },
      { title: "Longest", expr: longest, unit: "s" },
      { title: "Open for", expr: AGE, unit: "s" },
    ],
    worstFirst: "Longest",
  }).noValue("No page");

export const openPages = () =>
  withLimit(
    lines({
      title: "Open pages against the SLA",
      description:
        "Age of each open page as a share of its team's response SLA. Above the dashed line the SLA is missed unless somebody " +
        "answered; the steps of escalation are told meanwhile.",
      series: [{ expr: `${AGE} / on (integration) ${SLA}`, legend: "{{integration}}" }],
      unit: "percentunit",
    }),
    1,
  ).noValue("No page");

export const scores = () =>
  lines({
    title: "Score by team",
    description:
      "Mean score of each team's integrations that page: healthy 100 %, degraded 50 %, down 0. " +
      "One that sinks slowly is a talk with its vendor, or about who owns it.",
    series: [{ expr: `max by (team) (team:integration_score:avg{${OF_TEAM}}) / 100`, legend: "{{team}}" }],
    unit: "percentunit",
  })
    .max(1)
    .noValue("No team with an integration that pages");

export const escalations = () =>
  table({
    title: "Who is told while nobody answers",
    description:
      "The steps of each team, by the time after the page. A team without any is not listed: nobody else hears of its pages.",
    columns: [
      { title: "Team", label: "team" },
      { title: "Step", label: "step", width: 70 },
      { title: "Who", label: "to" },
      {
        title: "After",
        expr: `max by (team, step, to) (${catalog.escalation}{${OF_TEAM}})`,
        unit: "s",
      },
    ],
    worstFirst: "After",
    worst: "least",
  }).noValue("No team has steps of escalation");
