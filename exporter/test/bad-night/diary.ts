/** What people are told in the night, as they read it, chapter by chapter; what differs from run to run is made constant. */
import type { Inboxes } from "../../../alertmanager/test/receivers.ts";
import { fromPagerduty, fromSlack, type Notification } from "../../tools/demo/notifications.ts";

/** All that has arrived so far. The daily digest has its hour, whatever the night is like. */
export const notifications = ({ pagerduty, slack, email }: Inboxes): Notification[] => [
  ...pagerduty.map(fromPagerduty),
  ...slack.map(fromSlack),
  ...email
    .filter(({ subject }) => !subject.startsWith("Integrations of "))
    .map(({ to, subject, text }) => ({
      to,
      resolved: false,
      title: subject,
      lines: text.split("\n"),
      links: [],
    })),
];

/** Markdown. Two receivers are told at the same moment: within a chapter they stand in order of their names. */
export function chapter(heading: string, told: readonly Notification[], alertmanagerUrl: string): string {
  const text = [`## ${heading}`, ...told.map(section).toSorted()].join("\n\n");
  return timeless(text.replaceAll(alertmanagerUrl, "https://alertmanager.example.com"));
}

function section({ to, resolved, title, lines, links }: Notification): string {
  const heading = `### ${to}${resolved ? ", resolved" : ""}: ${title}`;
  const body = [...lines, ...links.map(({ text, href }) => `${text}: ${href}`)].filter((line) => line !== "");
  const text = [heading, ...body].join("\n\n");
  return resolved ? settled(text) : text;
}

/** The last words of an alert are of just before its end or of just after, as its last evaluation fell. */
const settled = (text: string): string => text.replaceAll(" is down: cannot connect", " is down");

const timeless = (text: string): string =>
  text
    .replaceAll(/\b\d{1,2} [A-Z][a-z]{2} \d\d:\d\d UTC/g, "1 Jan 03:00 UTC")
    .replaceAll(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, "2026-01-01 03:00:00 UTC")
    .replaceAll(/\b\d+ probes failed in a row/g, "3 probes failed in a row")
    .replaceAll(/(after|for) (?:\d+m ?)?(?:\d+s)?(?=$|[ .])/gm, "$1 a while");
