/** Cases of notifications.cases.yml, played on a stage. */
import { eventually } from "../../exporter/test/eventually.ts";
import { mapTold, type Told, toldTo } from "./lines.ts";
import type { ReceiverName } from "./receivers.ts";
import type { Alert, Labels, Stage } from "./stage.ts";

export interface Step {
  silence?: Labels;
  fire?: Labels[];
  resolve?: Labels[];
  /** What comes of it; the next step begins when it has arrived. */
  told?: Told;
}

const SECONDS = 30;
/** One for each way that leads to people, each in a group of its own. */
const MARKERS: Labels[] = [
  { alertname: "Page", severity: "critical" },
  { alertname: "News", severity: "info" },
  { alertname: "IntegrationEscalated", severity: "critical", to: "marker@example.com" },
].map((labels) => ({ ...labels, integration: `marker-of-${labels.alertname}`, team: "marker" }));

const isMarker = (line: string) => line.includes("marker");

/** What each step brought and, last, what came after them all; lines sorted, for groups are told in no order. */
export async function play(stage: Stage, steps: Step[]): Promise<Told[]> {
  const chapters: Told[] = [];
  let before: Told = {};
  for (const step of steps) {
    await act(stage, step);
    const due = Object.entries(step.told ?? {}) as [ReceiverName, string[]][];
    const now = await arrived(stage, (told) =>
      due.every(([name, lines]) => (news(before, told)[name]?.length ?? 0) >= lines.length),
    );
    chapters.push(sorted(news(before, now)));
    before = now;
  }
  await untilNothingIsPending(stage);
  const end = mapTold(toldTo(stage.inboxes), (lines) => lines.filter((line) => !isMarker(line)));
  return [...chapters, news(before, end)];
}

/** What `play` must return. */
export const expected = (steps: Step[]): Told[] => [...steps.map(({ told = {} }) => sorted(told)), {}];

async function act(stage: Stage, { silence, fire, resolve }: Step): Promise<void> {
  if (silence) await stage.silence(silence);
  if (fire) await stage.post(fire.map(alertOf));
  if (resolve) await stage.post(resolve.map(resolved));
}

const news = (before: Told, now: Told) =>
  mapTold(now, (lines, name) => lines.slice(before[name]?.length ?? 0));
const sorted = (told: Told) => mapTold(told, (lines) => lines.toSorted());

/**
 * A marker goes through its whole life, a group interval at least, on every route: whatever was pending before it
 * has been sent by then.
 */
async function untilNothingIsPending(stage: Stage): Promise<void> {
  await stage.post(MARKERS.map(alertOf));
  await markersArrived(stage, { pagerduty: 1, slack: 2, email: 2, webhook: 3 });
  await stage.post(MARKERS.map(resolved));
  // The end of mere news goes to nobody but the webhook.
  await markersArrived(stage, { pagerduty: 2, slack: 3, email: 3, webhook: 6 });
}

async function markersArrived(stage: Stage, counts: Partial<Record<ReceiverName, number>>): Promise<void> {
  const wanted = Object.entries(counts) as [ReceiverName, number][];
  await arrived(stage, (told) =>
    wanted.every(([name, count]) => told[name]?.filter(isMarker).length === count),
  );
}

const arrived = (stage: Stage, enough: (told: Told) => boolean) =>
  eventually(SECONDS, () => toldTo(stage.inboxes), enough);

const resolved = (labels: Labels): Alert => ({ ...alertOf(labels), endsAt: new Date() });

/** An alert of an integration carries its owner, as all of ours do. */
function alertOf(labels: Labels): Alert {
  const { alertname, integration } = labels;
  const owner = { title: integration, team: "platform", channel: "#platform", email: "platform@example.com" };
  return {
    labels: { ...(integration && owner), ...labels } as Labels,
    annotations: {
      summary: integration ? `${alertname} of ${integration}` : `${alertname}`,
      description: "What is known.",
      runbook_url: `https://runbooks.example.com/${alertname}.md`,
    },
  };
}
