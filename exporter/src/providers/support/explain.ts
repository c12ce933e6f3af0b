import type { Failure, HttpResponse, Instant, Reason } from "../../contract.ts";
import { judgeStatus } from "./status.ts";

/** Judges by status as usual, and says in the provider's own sentences what a refusal means there. */
export const explain =
  (sentences: Partial<Record<Reason, string>>) =>
  (response: HttpResponse, now: Instant): Failure | undefined => {
    const refused = judgeStatus(response, now);
    const sentence = refused && sentences[refused.reason];
    return sentence ? { ...refused, detail: `HTTP status ${response.status}: ${sentence}` } : refused;
  };
