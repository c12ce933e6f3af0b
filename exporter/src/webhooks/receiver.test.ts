import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { recordedLog } from "../../test/site.ts";
import type { Delivery, DeliveryResult, Webhook, WebhookSignature } from "../contract.ts";
import { createReceiver } from "./receiver.ts";
import { MOST_BYTES } from "./verify.ts";

const SECRET = "s3cr3t";
const SIGNED_AT = 1_700_000_000;
const BODY = '{"ping":true}';
/** Computed apart from our code, by openssl. */
const OF_SHOPIFY = "ZG6PNlpz5E0z8En1Yrgzr/9qlnBpj91l95D7Dgyml1U=";
const OF_CHATWOOT = "096d54264315b39a1a31b7c5b2596d5200881bf02480c013e8d7ac5d49c49584";

const shopify = { "x-shopify-hmac-sha256": OF_SHOPIFY };
const chatwoot = {
  "x-chatwoot-signature": `sha256=${OF_CHATWOOT}`,
  "x-chatwoot-timestamp": String(SIGNED_AT),
};

const webhook = (signature: WebhookSignature): Webhook => ({
  integration: "shop",
  id: signature,
  signature,
  secret: { file: "/secrets/webhook" },
});

const BOTH = { webhooks: [webhook("shopify"), webhook("chatwoot")] };

async function* pieces(...texts: (string | Uint8Array)[]) {
  for (const text of texts) yield Buffer.from(text);
}

function receiver({ now = SIGNED_AT }: { now?: number } = {}) {
  const { log, lines } = recordedLog();
  const counted: DeliveryResult[] = [];
  const secret: { value?: string } = { value: SECRET };
  const ours = createReceiver({
    clock: { now: () => now },
    readSecret: () => (secret.value === undefined ? { ok: false } : { ok: true, value: secret.value }),
    count: (_, result) => counted.push(result),
    log,
  });
  ours.replace({ after: BOTH });
  const receive = (id: string, headers: Delivery["headers"], body: Delivery["body"] = pieces(BODY)) =>
    ours.receive({ integration: "shop", id }, { headers, body });
  return { ...ours, receive, counted, secret, lines };
}

describe("a delivery is verified", () => {
  test.each<[string, WebhookSignature, Delivery["headers"]]>([
    ["of Shopify", "shopify", shopify],
    ["of Shopify's events, without x-", "shopify", { "shopify-hmac-sha256": OF_SHOPIFY }],
    [
      "of Shopify that is tried again after hours",
      "shopify",
      { ...shopify, "x-shopify-triggered-at": new Date((SIGNED_AT - 4 * 3600) * 1000).toISOString() },
    ],
    ["of Chatwoot", "chatwoot", chatwoot],
  ])("%s", async (_, id, headers) => {
    const { receive, counted } = receiver();
    expect(await receive(id, headers)).toBe("verified");
    expect(counted).toEqual(["verified"]);
  });

  test.each<[string, string[]]>([
    ["bit by bit", [...BODY]],
    ["with nothing in between", ["", BODY, ""]],
  ])("that comes %s", async (_, parts) => {
    expect(await receiver().receive("chatwoot", chatwoot, pieces(...parts))).toBe("verified");
  });

  test("of bytes that are no text", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const headers = { "x-shopify-hmac-sha256": createHmac("sha256", SECRET).update(bytes).digest("base64") };
    expect(await receiver().receive("shopify", headers, pieces(bytes))).toBe("verified");
  });

  test.each([-300, 300])("of Chatwoot while its clock and ours are %i s apart", async (apart) => {
    expect(await receiver({ now: SIGNED_AT + apart }).receive("chatwoot", chatwoot)).toBe("verified");
  });
});

describe("a delivery is not verified", () => {
  test.each<[DeliveryResult, string, WebhookSignature, Delivery["headers"], string]>([
    ["bad_signature", "with another body", "shopify", shopify, '{"ping":false}'],
    ["bad_signature", "with a body and a line feed", "shopify", shopify, `${BODY}\n`],
    ["bad_signature", "with no body", "chatwoot", chatwoot, ""],
    ["bad_signature", "signed in hex where base64 is due", "shopify", hexOf(OF_SHOPIFY), BODY],
    ["bad_signature", "with half a signature", "shopify", first(shopify, 22), BODY],
    ["bad_signature", "with more than a signature", "shopify", first(shopify, 44, "AAAA"), BODY],
    [
      "bad_signature",
      "with letters beyond ASCII",
      "shopify",
      { "x-shopify-hmac-sha256": "é".repeat(44) },
      BODY,
    ],
    ["bad_signature", "with a time of its own", "chatwoot", at(`${SIGNED_AT + 1}`), BODY],
    ["bad_signature", "with words for a time", "chatwoot", at("now"), BODY],
    ["unsigned", "without headers", "shopify", {}, BODY],
    ["unsigned", "with an empty signature", "shopify", { "x-shopify-hmac-sha256": "" }, BODY],
    ["unsigned", "with the signature of somebody else", "shopify", chatwoot, BODY],
    [
      "unsigned",
      "without the time that is signed",
      "chatwoot",
      { ...chatwoot, "x-chatwoot-timestamp": undefined },
      BODY,
    ],
    [
      "unsigned",
      "by another algorithm",
      "chatwoot",
      { ...chatwoot, "x-chatwoot-signature": "sha1=aa" },
      BODY,
    ],
  ])("%s %s", async (result, _, id, headers, body) => {
    const { receive, counted } = receiver();
    expect(await receive(id, headers, pieces(body))).toBe(result);
    expect(counted).toEqual([result]);
  });

  test.each([-301, 301])("when Chatwoot signed it %i s from now", async (apart) => {
    expect(await receiver({ now: SIGNED_AT + apart }).receive("chatwoot", chatwoot)).toBe("stale");
  });

  test("when the time that was signed is none", async () => {
    const digest = createHmac("sha256", SECRET).update(`soon.${BODY}`).digest("hex");
    const headers = { "x-chatwoot-signature": `sha256=${digest}`, "x-chatwoot-timestamp": "soon" };
    expect(await receiver().receive("chatwoot", headers)).toBe("stale");
  });

  test("when there is more of it than anybody sends, and then no more of it is read", async () => {
    let read = 0;
    async function* endless() {
      for (;;) {
        read += 65_536;
        yield Buffer.alloc(65_536);
      }
    }
    expect(await receiver().receive("shopify", shopify, endless())).toBe("too_large");
    expect(read).toBe(MOST_BYTES + 65_536);
  });
});

describe("the secret", () => {
  test("is read for each delivery: a new one counts at once, and the one before no longer", async () => {
    const { receive, secret } = receiver();
    secret.value = "new";
    expect(await receive("shopify", shopify)).toBe("bad_signature");
    const digest = createHmac("sha256", "new").update(BODY).digest("base64");
    expect(await receive("shopify", { "x-shopify-hmac-sha256": digest })).toBe("verified");
  });

  test("that is missing is ours to mend, and no fault of who called", async () => {
    const { receive, secret, counted } = receiver();
    delete secret.value;
    expect(await receive("shopify", shopify)).toBe("secret_missing");
    expect(counted).toEqual(["secret_missing"]);
  });

  test("stands in no line of the log, nor do the body and its signature", async () => {
    const { receive, lines } = receiver();
    await receive("shopify", shopify);
    await receive("chatwoot", chatwoot, pieces("forged"));
    expect(lines).toHaveLength(2);
    expect(lines.join("")).not.toMatch(new RegExp([SECRET, "ping", "forged", OF_CHATWOOT].join("|")));
  });
});

test("what nobody asked for is not counted, nor what the catalog no longer has", async () => {
  const { receive, replace, counted } = receiver();
  expect(await receive("github", shopify)).toBeUndefined();
  replace({ before: BOTH, after: { webhooks: [webhook("chatwoot")] } });
  expect(await receive("shopify", shopify)).toBeUndefined();
  expect(counted).toEqual([]);
});

test("a delivery that ends too early is told to who brings it, and not counted", async () => {
  const { receive, counted } = receiver();
  async function* cut() {
    yield Buffer.from(BODY);
    throw new Error("aborted");
  }
  await expect(receive("shopify", shopify, cut())).rejects.toThrow("aborted");
  expect(counted).toEqual([]);
});

function first(headers: typeof shopify, characters: number, more = "") {
  return { "x-shopify-hmac-sha256": headers["x-shopify-hmac-sha256"].slice(0, characters) + more };
}

function hexOf(base64: string) {
  return { "x-shopify-hmac-sha256": Buffer.from(base64, "base64").toString("hex") };
}

function at(timestamp: string) {
  return { ...chatwoot, "x-chatwoot-timestamp": timestamp };
}
