/** That nothing more is to come, shown by what does come after it. */
import { eventually } from "../eventually.ts";
import { notifications } from "./diary.ts";
import type { Night } from "./night.ts";

const SECONDS = 150;

/** What fires whatever the night is like, or at its hour. */
const REGULAR = ["Watchdog", "IntegrationDailySummary", "IntegrationWeeklyTrend"];

/** No alert in Prometheus, pending ones included, nor in Alertmanager. */
export async function untilNothingFires({ query, alertmanagerUrl }: Night): Promise<void> {
  await eventually(
    SECONDS,
    async () => {
      const alerts = [...(await query("ALERTS")), ...(await alertsAt(alertmanagerUrl))];
      return alerts.filter(({ alertname = "" }) => !REGULAR.includes(alertname));
    },
    (alerts) => alerts.length === 0,
  );
}

/** Their labels. */
async function alertsAt(alertmanagerUrl: string): Promise<Record<string, string>[]> {
  const response = await fetch(`${alertmanagerUrl}/api/v2/alerts`);
  const alerts = (await response.json()) as { labels: Record<string, string> }[];
  return alerts.map(({ labels }) => labels);
}

/**
 * An incident of its own goes through its whole life, on the routes of the others: whatever was pending before it has
 * been told by then. Its own notifications are left in the inboxes: see `isMarker`.
 */
export async function untilNothingIsPending(night: Night): Promise<void> {
  await post(night.alertmanagerUrl, {});
  await markersArrived(night, 2);
  await post(night.alertmanagerUrl, { endsAt: new Date() });
  await markersArrived(night, 4);
}

const MARKER = "The night is over";
export const isMarker = ({ title }: { title: string }): boolean => title.includes(MARKER);

/** By pager and Slack. */
const markersArrived = ({ receivers }: Night, count: number) =>
  eventually(
    SECONDS,
    () => notifications(receivers.inboxes).filter(isMarker),
    (told) => told.length === count,
  );

async function post(alertmanagerUrl: string, over: object): Promise<void> {
  const alert = {
    labels: { alertname: "Marker", severity: "critical", integration: "marker", title: MARKER },
    annotations: { summary: MARKER },
    ...over,
  };
  const response = await fetch(`${alertmanagerUrl}/api/v2/alerts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify([alert]),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}
