/** Dashboards as someone opens them over the invented data, and how long they make that person wait. */
import { type Answer, askPanel, rangeOf, type View, variablesOf } from "../tools/asking.ts";
import { END, PACE } from "../tools/invented-data/invented-data.ts";
import type { DashboardJson, PanelJson } from "../tools/reading.ts";

const LIMIT_MS = 500;
/** A machine that does something else for a moment says nothing about a query. */
const TRIES = 3;

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

/** Asked anew while a query is too slow; the fastest answer counts. */
export async function answersOf(panel: PanelJson, { view, variables }: Opened): Promise<Answer[]> {
  let best = await askPanel(panel, view, variables);
  for (let tries = 1; tries < TRIES && slow(best).length > 0; tries++) {
    const again = await askPanel(panel, view, variables);
    best = best.map((answer, index) => {
      const other = again[index] as Answer;
      return other.tookMs < answer.tookMs ? other : answer;
    });
  }
  return best;
}

export const slow = (answers: Answer[]): string[] =>
  answers
    .filter(({ tookMs }) => tookMs > LIMIT_MS)
    .map(({ target, tookMs }) => `${target.refId} takes ${Math.round(tookMs)} ms`);
