/** Dashboards as someone opens them over the invented data, and how long they make that person wait. */
import { type Answer, askPanel, rangeOf, type View, variablesOf } from "../tools/asking.ts";
import { END, PACE } from "../tools/invented-data/invented-data.ts";
import type { DashboardJson, PanelJson } from "../tools/reading.ts";

const LIMIT_MS = 500;

/** Integrations that have all that the dashboard on one can tell, between them; the last was never probed. */
const INTEGRATIONS: Record<string, string[]> = {
  integration: [
    ...["postgres-eu", "github-us", "supabase-us", "mcp-us", "openai-eu", "chatwoot-eu", "alertmanager-eu"],
    "google-calendar-eu",
  ],
};

export interface Opened {
  view: View;
  variables: Record<string, string>;
}

/** @param url of Prometheus */
export function open(url: string, file: string, dashboard: DashboardJson): Promise<Opened[]> {
  const view = { url, end: END, rangeSeconds: rangeOf(dashboard), scrapeSeconds: PACE.stepSeconds };
  const choices = INTEGRATIONS[file]?.map((integration) => ({ integration })) ?? [{}];
  return Promise.all(
    choices.map(async (chosen) => ({ view, variables: await variablesOf(dashboard, view, chosen) })),
  );
}

/**
 * A query that seems slow is asked again for the processor time that it costs Prometheus: how long it took on a machine that
 * does something else meanwhile says nothing about it.
 */
export async function answersOf(panel: PanelJson, { view, variables }: Opened): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const answer of await askPanel(panel, view, variables)) {
    if (isSlow(answer)) {
      const before = await processorMs(view.url);
      await askPanel({ ...panel, targets: [answer.target] }, view, variables);
      answer.tookMs = (await processorMs(view.url)) - before;
    }
    answers.push(answer);
  }
  return answers;
}

async function processorMs(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (.+)$/m.exec(text)?.[1]) * 1000;
}

const isSlow = ({ tookMs }: Answer): boolean => tookMs > LIMIT_MS;

export const slow = (answers: Answer[]): string[] =>
  answers.filter(isSlow).map(({ target, tookMs }) => `${target.refId} takes ${Math.round(tookMs)} ms`);
