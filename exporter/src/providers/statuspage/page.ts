import type { z } from "zod";
import type { Environment, Failure, HttpResponse, ProbeContext, Status } from "../../contract.ts";
import { ask, misshapen } from "../support/api.ts";
import { judgeStatus } from "../support/status.ts";

export interface Options {
  base_url: string;
  kind: string;
  components?: string[] | undefined;
  service?: string | undefined;
}

/** What a page says, whatever its shape. */
export interface Page {
  ok: true;
  reported: Status;
  /** In a few words. */
  says: string;
  /** Names of those that are open. */
  incidents: string[];
  environments?: Environment[];
}

/** Google's archives hold years of incidents. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Reads pages of one shape. */
export const kind =
  <T>(path: string, shape: z.ZodType<T>, tell: (page: T, options: Options) => Page | Failure) =>
  async (options: Options, context: ProbeContext): Promise<Page | Failure> => {
    const url = `${options.base_url.replace(/\/+$/, "")}${path}`;
    const request = { url, maxRedirects: 5, maxBodyBytes: MAX_BODY_BYTES };
    const answer = await ask(context, request, shape, (response, now) => judge(response, now, options.kind));
    return answer.ok ? tell(answer.value, options) : answer;
  };

function judge(response: HttpResponse, now: number, kind: string): Failure | undefined {
  const refused = judgeStatus(response, now);
  if (refused?.reason === "not_found")
    return { ...refused, detail: `${refused.detail}: no page of the kind ${kind} at base_url` };
  if (refused) return refused;
  return /html/i.test(response.headers["content-type"] ?? "")
    ? misshapen(`a web page (HTML) in place of JSON: is base_url a page of the kind ${kind}?`)
    : undefined;
}

const FROM_WORST = ["down", "degraded", "unknown", "healthy"] as const;
export const worst = (statuses: readonly Status[]): Status =>
  FROM_WORST.find((status) => statuses.includes(status)) ?? "healthy";

/** What a word of a page means. */
export const read = (words: Readonly<Record<string, Status>>, word: string): Status =>
  words[word] ?? "unknown";

/** A page of which only some parts were asked for. */
export function summarise(environments: Environment[], incidents: string[]): Page {
  const troubled = environments.filter(({ status }) => status !== "healthy");
  return {
    ok: true,
    reported: worst(environments.map(({ status }) => status)),
    says: troubled.map(({ name, status }) => `${name} ${status}`).join(", ") || "all components operational",
    incidents,
    environments,
  };
}
