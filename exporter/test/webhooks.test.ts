/** Webhooks as a vendor, a proxy and a forger send them, to the exporter as a process. */
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { DeliveryResult } from "../src/contract.ts";
import { residentMB } from "../tools/bench/proc.ts";
import { freePort, type Running, startProcess } from "../tools/process.ts";
import { startNginx } from "../tools/servers.ts";
import { eventually } from "./eventually.ts";

const root = resolve(import.meta.dirname, "../..");
const SECRET = "shpss_1f0a83bb";
const BODY = '{"id":820982911946154508}';
/** As in the page's example. */
const PATH = "/webhooks/shopify-webhooks/shopify";

const stops: (() => Promise<unknown>)[] = [];
let folder: string;
let exporter: Running & { url: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "webhooks-"));
  stops.push(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "shopify"), `${SECRET}\n`);
  await writeFile(join(folder, "integrations.yaml"), CATALOG);
  const host = `127.0.0.1:${await freePort()}`;
  const running = await startProcess({
    name: "integration_exporter",
    command: process.execPath,
    args: [
      "exporter/src/main.ts",
      `--config.file=${join(folder, "integrations.yaml")}`,
      `--web.listen-address=${host}`,
      "--log.level=debug",
    ],
    cwd: root,
    ready: { url: `http://${host}/-/ready` },
  });
  stops.push(running.stop);
  exporter = { ...running, url: `http://${host}` };
}, 60_000);

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
}, 30_000);

const CATALOG = `
integrations:
  - id: shopify-webhooks
    checks: [{ provider: http, url: "http://127.0.0.1:9/", interval: 1h }]
    webhooks:
      - { signature: shopify, secret: { file: shopify } }
`;

const signed = (body: string | Uint8Array, secret = SECRET) => ({
  "X-Shopify-Hmac-SHA256": createHmac("sha256", secret).update(body).digest("base64"),
});

async function send(
  body: string | Uint8Array,
  headers: Record<string, string>,
  url = exporter.url + PATH,
): Promise<number> {
  const response = await fetch(url, { method: "POST", headers, body });
  expect(await response.text()).toBe("");
  return response.status;
}

/** What `/metrics` counts. */
async function counts(): Promise<Record<string, number>> {
  const page = await (await fetch(`${exporter.url}/metrics`)).text();
  const series = page.matchAll(
    /^integration_webhook_deliveries_total\{integration="shopify-webhooks",webhook="shopify",result="(\w+)"\} (\d+)$/gm,
  );
  return Object.fromEntries([...series].map(([, result, count]) => [result, Number(count)]));
}

/** The results that grew during `deed`, and by how much. */
async function counted(deed: () => Promise<unknown>): Promise<Partial<Record<DeliveryResult, number>>> {
  const before = await counts();
  await deed();
  const grown = Object.entries(await counts()).map(([result, count]) => [
    result,
    count - (before[result] ?? 0),
  ]);
  return Object.fromEntries(grown.filter(([, by]) => by !== 0));
}

describe("a delivery", () => {
  test("that the vendor signed is counted as verified, a forged one is not, and one without signature neither", async () => {
    expect(await counted(async () => expect(await send(BODY, signed(BODY))).toBe(204))).toEqual({
      verified: 1,
    });
    const forged = signed(BODY, "guessed");
    expect(await counted(async () => expect(await send(BODY, forged)).toBe(401))).toEqual({
      bad_signature: 1,
    });
    expect(await counted(async () => expect(await send(BODY, {})).toBe(401))).toEqual({ unsigned: 1 });
  });

  test("is verified by its bytes, whatever they are encoded in", async () => {
    const body = gzipSync(BODY);
    const headers = { ...signed(body), "Content-Encoding": "gzip" };
    expect(await counted(() => send(body, headers))).toEqual({ verified: 1 });
  });

  test("is verified by the secret that the file has now; without the file the fault is ours", async () => {
    const file = join(folder, "shopify");
    await rm(file);
    expect(await counted(async () => expect(await send(BODY, signed(BODY))).toBe(503))).toEqual({
      secret_missing: 1,
    });
    await writeFile(file, "shpss_rotated\n");
    expect(await counted(() => send(BODY, signed(BODY)))).toEqual({ bad_signature: 1 });
    expect(await counted(() => send(BODY, signed(BODY, "shpss_rotated")))).toEqual({ verified: 1 });
    await writeFile(file, `${SECRET}\n`);
  });

  test("may be for a webhook that came with a reload, and the counts of the others go on", async () => {
    const events = "      - { id: events, signature: shopify, secret: { file: shopify } }\n";
    const url = `${exporter.url}/webhooks/shopify-webhooks/events`;
    expect((await fetch(url, { method: "POST" })).status).toBe(404);
    expect(
      await counted(async () => {
        await writeFile(join(folder, "integrations.yaml"), CATALOG + events);
        expect((await fetch(`${exporter.url}/-/reload`, { method: "POST" })).status).toBe(200);
        expect(await send(BODY, signed(BODY), url)).toBe(204);
      }),
    ).toEqual({});
    expect((await counts()).verified).toBeGreaterThan(0);
  });

  test("reaches the product and the exporter alike by the page's own lines for nginx", async () => {
    const product = createServer(async (request, response) => {
      response.end(`the product read ${await text(request)}`);
    }).listen(0, "127.0.0.1");
    stops.push(async () => product.close());
    await once(product, "listening");
    const page = await readFile(join(root, "exporter/docs/webhooks.md"), "utf8");
    const nginx = await startNginx(
      (/```nginx\n(.*?)```/s.exec(page)?.[1] ?? "")
        .replace("http://app:8080", `http://127.0.0.1:${(product.address() as AddressInfo).port}`)
        .replace("http://exporter:10120", exporter.url),
    );
    stops.push(nginx.stop);
    const before = await counts();
    const url = `http://127.0.0.1:${nginx.port}/webhooks/shopify`;
    const answer = await fetch(url, { method: "POST", headers: signed(BODY), body: BODY });
    expect(await answer.text()).toBe(`the product read ${BODY}`);
    await eventually(10, counts, (now) => now.verified === (before.verified ?? 0) + 1);
  });

  test("and its secret are told by no metric, page or line of the log", async () => {
    await send(BODY, signed(BODY));
    const pages = await Promise.all(
      ["/metrics", "/", "/probe?integration=shopify-webhooks&debug=true"].map(async (path) =>
        (await fetch(exporter.url + path)).text(),
      ),
    );
    expect(exporter.output()).toContain("webhook received");
    for (const secret of [SECRET, "shpss_rotated", "820982911946154508"])
      expect(pages.join("") + exporter.output()).not.toContain(secret);
  });
});

describe("hostile senders cost one answer", () => {
  const dial = () => connect(Number(new URL(exporter.url).port), "127.0.0.1");

  /** What comes back for these bytes, sent for as long as somebody takes them. */
  async function say(bytes: string | Iterable<string>): Promise<string> {
    const socket = dial();
    const heard = text(socket).catch(() => "");
    await pipeline(Readable.from(bytes), socket).catch(() => {});
    return heard;
  }

  const post = (headers: string) =>
    `POST ${PATH} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n\r\n`;
  const signature = `X-Shopify-Hmac-SHA256: ${"A".repeat(43)}=`;

  test.each<[string, string, string, Partial<Record<DeliveryResult, number>>]>([
    ["thousands of headers", post("a: b\r\n".repeat(3000)), "431", {}],
    [
      "a hundred signatures",
      post(`${Array(100).fill(signature).join("\r\n")}\r\nContent-Length: 0`),
      "401",
      { bad_signature: 1 },
    ],
    ["a body of two lengths", post("Content-Length: 1\r\nTransfer-Encoding: chunked"), "400", {}],
    ["chunks that are none", `${post(`${signature}\r\nTransfer-Encoding: chunked`)}zz\r\n`, "400", {}],
    [
      "an encoding that nobody knows",
      `${post(`${signature}\r\nContent-Encoding: \x01\x02\r\nContent-Length: 2`)}{}`,
      "400",
      {},
    ],
    ["a name that cannot be decoded", post("Content-Length: 0").replace("shopify ", "%E0%A4%A "), "400", {}],
  ])("%s", async (_, bytes, status, result) => {
    const heard: string[] = [];
    expect(await counted(async () => heard.push(await say(bytes)))).toEqual(result);
    expect(heard[0]?.split(" ")[1]).toBe(status);
  });

  test("bodies without an end, which fill no memory", async () => {
    function* endless() {
      yield post(`${signature}\r\nTransfer-Encoding: chunked`);
      for (;;) yield `10000\r\n${"a".repeat(65_536)}\r\n`;
    }
    const { most: before } = await residentMB(exporter.pid);
    const flood = () => Promise.all(Array.from({ length: 24 }, () => say(endless())));
    expect(await counted(flood)).toEqual({ too_large: 24 });
    const { most } = await residentMB(exporter.pid);
    expect(most - before).toBeLessThan(100);
  }, 60_000);

  test("bodies that never come, while those of others do; what hangs up is not counted", async () => {
    const slow = Array.from({ length: 100 }, () => {
      const socket = dial();
      socket.write(`${post(`${signature}\r\nContent-Length: 100`)}half`);
      return socket;
    });
    expect(await counted(() => send(BODY, signed(BODY)))).toEqual({ verified: 1 });
    expect(
      await counted(async () => {
        for (const socket of slow) socket.destroy();
        expect(await send(BODY, signed(BODY))).toBe(204);
      }),
    ).toEqual({ verified: 1 });
    expect(exporter.output()).not.toContain("request failed");
  });
});
