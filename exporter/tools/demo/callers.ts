/** Vendors that call the webhooks of a catalog, and now and then a forger. */
import { createHmac } from "node:crypto";
import type { Clock, Instant, WebhookSignature } from "../../src/contract.ts";
import { DUMMY } from "./dummies.ts";

/** As the catalog's file writes it. */
export interface Called {
  integration: string;
  id?: string;
  signature: WebhookSignature;
}

export interface Call {
  path: string;
  headers: Record<string, string>;
  body: string;
}

const PERIOD_SECONDS = 2;
/** One call in so many is forged: too few for a page. */
const FORGED = 20;

const SIGN: Record<WebhookSignature, (secret: string, body: string, now: Instant) => Call["headers"]> = {
  shopify: (secret, body) => ({
    "x-shopify-hmac-sha256": createHmac("sha256", secret).update(body).digest("base64"),
  }),
  chatwoot: (secret, body, now) => {
    const timestamp = String(Math.floor(now));
    const digest = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
    return { "x-chatwoot-timestamp": timestamp, "x-chatwoot-signature": `sha256=${digest}` };
  },
};

/** The calls of a round, counted from 1, in which each webhook is called once. */
export const callsOf = (webhooks: readonly Called[], round: number, now: Instant): Call[] =>
  webhooks.map(({ integration, id, signature }) => {
    const body = JSON.stringify({ call: round });
    const secret = round % FORGED === 0 ? "guessed" : DUMMY;
    return {
      path: `/webhooks/${integration}/${id ?? signature}`,
      headers: SIGN[signature](secret, body, now),
      body,
    };
  });

/** Calls for as long as nobody stops it. An exporter that does not answer is no matter of theirs. */
export async function startCallers(
  webhooks: readonly Called[],
  exporter: string,
  clock: Clock,
): Promise<{ stop(): Promise<void> }> {
  let cancel = () => {};
  const call = (round: number): void => {
    for (const { path, headers, body } of callsOf(webhooks, round, clock.now()))
      fetch(exporter + path, { method: "POST", headers, body }).catch(() => {});
    cancel = clock.after(PERIOD_SECONDS, () => call(round + 1));
  };
  call(1);
  return { stop: async () => cancel() };
}
