import type { Logger } from "pino";
import {
  type Change,
  type Clock,
  checkKey,
  type Delivery,
  type DeliveryResult,
  type Integration,
  type SecretRef,
  type Webhook,
} from "../contract.ts";
import { SIGNATURES } from "./signatures.ts";
import { verify } from "./verify.ts";

export interface Receiver {
  /** Calls may come for the webhooks of known integrations, and no others. */
  replace(change: Change<Pick<Integration, "webhooks">>): void;
  /**
   * Verifies a delivery and counts it. Rejects, and counts nothing, when the body ends too early.
   * @returns undefined when there is no such webhook
   */
  receive(
    target: Pick<Webhook, "integration" | "id">,
    delivery: Delivery,
  ): Promise<DeliveryResult | undefined>;
}

export interface ReceiverOptions {
  clock: Pick<Clock, "now">;
  readSecret(ref: SecretRef): { ok: true; value: string } | { ok: false };
  count(webhook: Webhook, result: DeliveryResult): void;
  log: Logger;
}

/** Keeps nothing of what it receives: a delivery is a number when it is over. */
export function createReceiver({ clock, readSecret, count, log }: ReceiverOptions): Receiver {
  const known = new Map<string, Webhook>();

  async function judge(webhook: Webhook, { headers, body }: Delivery): Promise<DeliveryResult> {
    const now = clock.now();
    const signed = SIGNATURES[webhook.signature](headers);
    if (!signed) return "unsigned";
    const secret = readSecret(webhook.secret);
    return secret.ok ? verify(body, signed, { secret: secret.value, now }) : "secret_missing";
  }

  return {
    replace({ before, after }) {
      for (const webhook of before?.webhooks ?? []) known.delete(checkKey(webhook));
      for (const webhook of after?.webhooks ?? []) known.set(checkKey(webhook), webhook);
    },
    async receive(target, delivery) {
      const webhook = known.get(checkKey(target));
      if (!webhook) return undefined;
      const result = await judge(webhook, delivery);
      count(webhook, result);
      // At this level only: anybody may call, as often as they like.
      log.debug({ integration: webhook.integration, webhook: webhook.id, result }, "webhook received");
      return result;
    },
  };
}
