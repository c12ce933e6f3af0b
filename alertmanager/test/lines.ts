/** Notifications in a line each, without what differs from run to run. */
import type { Bodies, Inboxes, ReceiverName } from "./receivers.ts";

/** What people get, by receiver; those that get nothing are left out. */
export type Told = Partial<Record<ReceiverName, string[]>>;

const LINES: { [Name in ReceiverName]: (body: Bodies[Name]) => string } = {
  pagerduty: ({ event_action, payload }) => `${event_action} ${timeless(payload.summary)}`,
  slack: ({ channel, attachments }) => `${channel} ${attachments.map(({ title }) => timeless(title))}`,
  email: ({ to, subject }) => `${to} ${timeless(subject)}`,
  webhook: ({ status, alerts }) => `${status} ${alerts.map(({ labels }) => nameOf(labels)).join(", ")}`,
  deadmansswitch: ({ alerts }) => alerts.map(({ labels }) => nameOf(labels)).join(", "),
};

const nameOf = ({ alertname, integration }: Record<string, string>) =>
  integration ? `${alertname} of ${integration}` : `${alertname}`;

const timeless = (title: string) =>
  title.replace(/ · since .*/, "").replace(/(resolved after) [\dhm ]+s?\b/, "$1 a while");

export const toldTo = (inboxes: Inboxes): Told =>
  mapTold<unknown>(inboxes, (bodies, name) => (bodies as never[]).map(LINES[name]));

/** Without the receivers for whom `change` leaves no line. */
export function mapTold<T>(
  lists: Partial<Record<ReceiverName, T[]>>,
  change: (list: T[], name: ReceiverName) => string[],
): Told {
  const entries = Object.entries(lists).map(
    ([name, list]) => [name, change(list, name as ReceiverName)] as const,
  );
  return Object.fromEntries(entries.filter(([, lines]) => lines.length > 0));
}
