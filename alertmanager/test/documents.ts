/** Notifications as files that people can read and compare: what differs from run to run is made constant. */
import { stringify } from "yaml";
import type { Bodies } from "./receivers.ts";

export type Letter = { [Name in keyof Bodies]: { name: Name; body: Bodies[Name] } }[keyof Bodies];

export interface Document {
  /** Its name's end: `slack.yml`. */
  file: string;
  text: string;
}

/** `url` is Alertmanager's own, on a port of this run. */
export const documents = (letters: Letter[], url: string): Document[] =>
  letters.flatMap(documentsOf).map(({ file, text }) => ({
    file,
    text: timeless(text.replaceAll(url, "https://alertmanager.example.com")),
  }));

function documentsOf(letter: Letter): Document[] {
  if (letter.name !== "email") {
    return [{ file: `${letter.name}.yml`, text: stringify(letter.body, withoutTrimmings, { lineWidth: 0 }) }];
  }
  const { to, subject, text, html } = letter.body;
  return [
    { file: "email.txt", text: `To: ${to}\nSubject: ${subject}\n\n${text}` },
    { file: "email.html", text: html },
  ];
}

/** What is empty, and what Alertmanager adds of its own and differs by its version. */
const TRIMMINGS = ["num_firing", "num_resolved", "notification_reason", "truncatedAlerts", "mrkdwn_in"];
const withoutTrimmings = (key: unknown, value: unknown) =>
  value === "" || value === null || TRIMMINGS.includes(String(key)) ? undefined : value;

/** Noon on New Year's Day is when everything happens. */
const timeless = (text: string) =>
  text
    .replaceAll(/\b\d{1,2} [A-Z][a-z]{2} \d\d:\d\d UTC/g, "1 Jan 12:00 UTC")
    .replaceAll(/: \d{4}-\d\d-\d\dT[\d:.]+Z/g, ": 2026-01-01T12:00:00Z");
