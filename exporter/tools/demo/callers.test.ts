import { expect, test } from "@jest/globals";
import { DELIVERY_RESULTS, type DeliveryResult, WEBHOOK_SIGNATURES } from "../../src/contract.ts";
import { createReceiver } from "../../src/webhooks/receiver.ts";
import { recordedLog } from "../../test/site.ts";
import { callsOf } from "./callers.ts";
import { DUMMY } from "./dummies.ts";

const NOW = 1_800_000_000.5;

test.each(WEBHOOK_SIGNATURES)(
  "of forty calls by %s all are verified but two, which are forged",
  async (signature) => {
    const counts = new Map<DeliveryResult, number>(DELIVERY_RESULTS.map((result) => [result, 0]));
    const receiver = createReceiver({
      clock: { now: () => NOW },
      readSecret: () => ({ ok: true, value: DUMMY }),
      count: (_, result) => counts.set(result, (counts.get(result) ?? 0) + 1),
      log: recordedLog().log,
    });
    receiver.replace({
      after: { webhooks: [{ integration: "shop", id: "orders", signature, secret: { env: "SECRET" } }] },
    });
    for (let round = 1; round <= 40; round++) {
      for (const { path, headers, body } of callsOf(
        [{ integration: "shop", id: "orders", signature }],
        round,
        NOW,
      )) {
        const [, , integration = "", id = ""] = path.split("/");
        async function* bytes() {
          yield Buffer.from(body);
        }
        await receiver.receive({ integration, id }, { headers, body: bytes() });
      }
    }
    expect([...counts].filter(([, count]) => count > 0)).toEqual([
      ["verified", 38],
      ["bad_signature", 2],
    ]);
  },
);
