import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { request } from "undici";
import { eventually } from "../../test/eventually.ts";
import { check, failed, integration } from "../../test/samples.ts";
import { checkState, NOW, pieces, recordedLog, site } from "../../test/site.ts";
import { systemClock } from "../clock.ts";
import type { DeliveryResult, MaintenanceState } from "../contract.ts";
import { createApp } from "./app.ts";
import { listen } from "./server.ts";
import type { ProbeOptions, Site } from "./site.ts";

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function serve(over: Partial<Site> = {}) {
  const { log, lines } = recordedLog();
  const server = await listen(createApp(site(over), log), {
    address: "127.0.0.1:0",
    log,
    clock: systemClock,
  });
  running.push(server);
  return { url: server.url, lines };
}

async function get(url: string, headers: Record<string, string> = {}) {
  const response = await request(url, { headers });
  return { status: response.statusCode, headers: response.headers, body: await response.body.text() };
}

describe("metrics", () => {
  test("come as text by default, and not with a validator that would be computed for nothing", async () => {
    const { url } = await serve();
    const { status, headers, body } = await get(`${url}/metrics`);
    expect([status, body]).toEqual([200, "# text\n"]);
    expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(headers.vary).toBe("Accept, Accept-Encoding");
    expect(headers).not.toHaveProperty("etag");
    expect(headers).not.toHaveProperty("x-powered-by");
  });

  test("come as OpenMetrics when that is asked for", async () => {
    const { url } = await serve();
    const { headers, body } = await get(`${url}/metrics`, {
      accept: "application/openmetrics-text;version=1.0.0",
    });
    expect(body).toBe("# openmetrics\n");
    expect(headers["content-type"]).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
  });

  test("are compressed for who accepts gzip, and only for them", async () => {
    const { url } = await serve({
      metrics: async () => pieces(...Array<string>(1000).fill("integration_up 1\n")),
    });
    const response = await request(`${url}/metrics`, { headers: { "accept-encoding": "gzip" } });
    const bytes = Buffer.from(await response.body.arrayBuffer());
    expect(response.headers["content-encoding"]).toBe("gzip");
    expect(bytes.length).toBeLessThan(1000);
    expect(gunzipSync(bytes).toString()).toBe("integration_up 1\n".repeat(1000));
    const plain = await get(`${url}/metrics`, { "accept-encoding": "gzip;q=0" });
    expect(plain.headers).not.toHaveProperty("content-encoding");
  });

  test.each(["identity", "gzip"])("arrive whole when they are many, as %s", async (encoding) => {
    const lines = Array.from({ length: 60_000 }, (_, index) => Buffer.from(`integration_up ${index}\n`));
    const { url } = await serve({ metrics: async () => pieces(...lines) });
    const { body } = await request(`${url}/metrics`, { headers: { "accept-encoding": encoding } });
    const bytes = Buffer.from(await body.arrayBuffer());
    expect((encoding === "gzip" ? gunzipSync(bytes) : bytes).equals(Buffer.concat(lines))).toBe(true);
  });

  test.each([
    ["identity", 1],
    ["gzip", 1],
    // The second answer waits for the first, which nobody reads.
    ["identity", 2],
    ["gzip", 2],
  ])(
    "end well for a scraper of %s that hangs up in the middle of %i: nothing stays lent, nor logged",
    async (encoding, requests) => {
      const { promise: handedOver, resolve: handOver } = Promise.withResolvers<void>();
      const lent = new Set<object>();
      // Random, so that no compressor makes it small enough to be sent at once.
      const bytes = randomBytes(1024 * 1024);
      let asked = 0;
      const { url, lines } = await serve({
        metrics: async () => {
          asked += 1;
          if (asked === requests) handOver();
          return Array.from({ length: 64 }, () => {
            const piece = { bytes, giveBack: () => void lent.delete(piece) };
            lent.add(piece);
            return piece;
          });
        },
      });
      const socket = connect(Number(new URL(url).port), "127.0.0.1");
      socket.write(
        `GET /metrics HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${encoding}\r\n\r\n`.repeat(requests),
      );
      const begun = new Promise((resolve) => socket.once("data", () => resolve(socket.pause())));
      await Promise.all([handedOver, begun]);
      socket.destroy();
      expect((await get(`${url}/-/healthy`)).status).toBe(200);
      await running.splice(0)[0]?.close();
      await eventually(
        5,
        () => lent.size,
        (still) => still === 0,
      );
      expect(lines.join("")).not.toContain("request failed");
    },
  );

  test("move with --web.telemetry-path", async () => {
    const { url } = await serve({ metricsPath: "/here/metrics" });
    expect((await get(`${url}/here/metrics`)).status).toBe(200);
    expect((await get(`${url}/metrics`)).status).toBe(404);
  });
});

describe("a probe on demand", () => {
  const probe = jest.fn<Site["probe"]>(async () => ({ metrics: "integration_up 1\n", trace: "connected" }));

  test("answers metrics, with half a second less than the scraper has", async () => {
    const { url } = await serve({ probe });
    const { status, headers, body } = await get(`${url}/probe?integration=shop&check=http`, {
      "x-prometheus-scrape-timeout-seconds": "10",
    });
    expect([status, body]).toEqual([200, "integration_up 1\n"]);
    expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(probe).toHaveBeenLastCalledWith(
      { integration: "shop", check: "http" },
      expect.objectContaining({ timeoutSeconds: 9.5, debug: false }),
    );
  });

  test("leaves the check's own time-out alone when the caller names none", async () => {
    const { url } = await serve({ probe });
    await get(`${url}/probe?integration=shop`);
    expect(probe.mock.lastCall?.[1].timeoutSeconds).toBe(Number.POSITIVE_INFINITY);
  });

  test("shows its steps before its metrics when debugged", async () => {
    const { url } = await serve({ probe });
    const { headers, body } = await get(`${url}/probe?integration=shop&debug=true`);
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(body).toBe("connected\n\nintegration_up 1\n");
  });

  test.each(["soon", "-1", "0", "NaN", "Infinity"])("refuses a time-out of %s", async (timeout) => {
    const { url } = await serve({ probe });
    const { status, body } = await get(`${url}/probe?integration=shop`, {
      "x-prometheus-scrape-timeout-seconds": timeout,
    });
    expect(status).toBe(400);
    expect(body).toContain("X-Prometheus-Scrape-Timeout-Seconds");
  });

  test.each([
    "",
    "?integration=",
    "?integration=a&integration=b",
    "?integration[x]=a",
    "?integration=a&check=b&check=c",
  ])("refuses /probe%s", async (query) => {
    const { url } = await serve({ probe });
    expect((await get(`${url}/probe${query}`)).status).toBe(400);
  });

  test("names what was probably meant by an unknown id", async () => {
    const { url } = await serve();
    const near = await get(`${url}/probe?integration=shpo`);
    expect([near.status, near.body]).toEqual([
      404,
      'The catalog has no integration "shpo". Did you mean shop?\n',
    ]);
    const far = await get(`${url}/probe?integration=shop&check=websocket`);
    expect(far.body).toBe('Integration shop has no check "websocket". It has: http\n');
  });

  test("ends when its caller goes away", async () => {
    const { promise: started, resolve: start } = Promise.withResolvers<ProbeOptions>();
    const { url } = await serve({
      probe: (_target, options) => {
        start(options);
        return new Promise(() => {});
      },
    });
    const caller = new AbortController();
    const answer = request(`${url}/probe?integration=shop`, { signal: caller.signal });
    const { signal } = await started;
    const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    caller.abort();
    await expect(answer).rejects.toThrow();
    await aborted;
    expect(signal.aborted).toBe(true);
  });
});

describe("lifecycle", () => {
  test("is healthy at once, and ready once the site is", async () => {
    let ready = false;
    const { url } = await serve({ ready: () => ready });
    expect((await get(`${url}/-/healthy`)).status).toBe(200);
    expect((await get(`${url}/-/ready`)).status).toBe(503);
    ready = true;
    expect((await get(`${url}/-/ready`)).status).toBe(200);
  });

  test.each(["POST", "PUT"] as const)(
    "%s reloads, and tells every error of a bad catalog",
    async (method) => {
      const reload = jest.fn<Site["reload"]>(async () => ({ ok: true }));
      const { url } = await serve({ reload });
      const good = await request(`${url}/-/reload`, { method });
      await good.body.dump();
      expect([good.statusCode, reload.mock.calls.length]).toEqual([200, 1]);
      reload.mockResolvedValue({
        ok: false,
        message: "integrations[0].id: missing\nintegrations[1].id: missing",
      });
      const bad = await request(`${url}/-/reload`, { method });
      expect(bad.statusCode).toBe(500);
      expect(await bad.body.text()).toContain("integrations[0].id: missing\nintegrations[1].id: missing");
    },
  );

  test("a reload by GET is refused and changes nothing", async () => {
    const reload = jest.fn<Site["reload"]>();
    const { url } = await serve({ reload });
    const { status, headers } = await get(`${url}/-/reload`);
    expect([status, headers.allow]).toEqual([405, "POST, PUT"]);
    expect(reload).not.toHaveBeenCalled();
  });
});

describe("a webhook", () => {
  const deliver = async (url: string, method: "POST" | "GET" = "POST") => {
    const { statusCode, headers, body } = await request(`${url}/webhooks/shop/orders`, {
      method,
      ...(method === "POST" && { body: "{}" }),
    });
    return { status: statusCode, headers, body: await body.text() };
  };

  test.each<[DeliveryResult, number]>([
    ["verified", 204],
    ["bad_signature", 401],
    ["unsigned", 401],
    ["stale", 401],
    ["too_large", 413],
    ["secret_missing", 503],
  ])("that is %s is answered with %i, and not a word", async (result, status) => {
    const { url } = await serve({ deliver: async () => result });
    expect(await deliver(url)).toMatchObject({ status, body: "" });
  });

  test("is handed over with its name, its headers and its body as it was sent", async () => {
    const bytes = gzipSync('{"ping":true}');
    const seen = jest.fn();
    const { url } = await serve({
      deliver: async (target, { headers, body }) => {
        seen(target, headers["x-shopify-hmac-sha256"], await buffer(Readable.from(body)));
        return "verified";
      },
    });
    const headers = { "content-encoding": "gzip", "X-Shopify-Hmac-SHA256": "abc" };
    await request(`${url}/webhooks/shop/orders`, { method: "POST", headers, body: bytes });
    expect(seen.mock.calls).toEqual([[{ integration: "shop", id: "orders" }, "abc", bytes]]);
  });

  test("that the catalog does not have is not found", async () => {
    const { url } = await serve();
    expect(await deliver(url)).toMatchObject({ status: 404, body: "Not found\n" });
  });

  test("cannot be read", async () => {
    const { url } = await serve();
    const { status, headers } = await deliver(url, "GET");
    expect([status, headers.allow]).toEqual([405, "POST"]);
  });

  test("whose body is not read to its end is answered at once, and its connection ends", async () => {
    const { url } = await serve({
      deliver: async (_, { body }) => {
        for await (const _piece of body) break;
        return "too_large";
      },
    });
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write(
      "POST /webhooks/shop/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
    );
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 413 .*\r\nConnection: close\r\n/s);
  });

  test("that we fail to read is a bug of ours, with an answer", async () => {
    const { url, lines } = await serve({
      deliver: async (_, { body }) => {
        for await (const _piece of body) throw new Error("inner secret");
        return undefined;
      },
    });
    expect(await deliver(url)).toMatchObject({ status: 500 });
    expect(lines.join("")).toContain("inner secret");
  });

  test("whose caller hangs up in the middle is nobody's fault", async () => {
    const over = Promise.withResolvers<unknown>();
    const { url, lines } = await serve({
      deliver: async (_, { body }) => {
        await buffer(Readable.from(body)).catch(over.resolve);
        throw await over.promise;
      },
    });
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write("POST /webhooks/shop/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf", () =>
      socket.destroy(),
    );
    await over.promise;
    expect((await get(`${url}/-/healthy`)).status).toBe(200);
    expect(lines.join("")).not.toContain("request failed");
  });
});

describe("the landing page", () => {
  test("escapes what the catalog and the upstreams say", async () => {
    const evil = `"><script>alert('x')</script>`;
    const { url } = await serve({
      overview: () => [
        {
          integration: integration({ title: evil, group: evil }),
          status: "down",
          maintenance: { lasts: false },
          checks: [
            {
              check: check({ id: evil }),
              state: checkState({ status: "down", why: evil, last: failed({ detail: evil }) }),
            },
          ],
        },
      ],
    });
    const { body } = await get(url);
    expect(body).not.toContain("<script");
    expect(body).toContain("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
  });

  test("allows nothing but its own style", async () => {
    const { url } = await serve();
    const { headers, body } = await get(url);
    const style = /<style>(.*)<\/style>/s.exec(body)?.[1] ?? "";
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    expect(headers["content-security-policy"]).toContain(
      `default-src 'none'; style-src 'sha256-${Buffer.from(hash).toString("base64")}';`,
    );
    expect(body).not.toMatch(/https?:/);
  });

  test("says of what is well what it is up to, and of anything else why", async () => {
    const lastGood = { summary: "Linked to main <3 · Last push 2m ago" };
    const page = async (status: "healthy" | "degraded") => {
      const checks = integration().checks.map((check) => ({
        check,
        state: checkState({ status, lastGood, why: "slow of late" }),
      }));
      const { url } = await serve({
        overview: () => [{ integration: integration(), status, maintenance: { lasts: false }, checks }],
      });
      return (await get(url)).body;
    };
    expect(await page("healthy")).toContain("Linked to main &lt;3 · Last push 2m ago");
    expect(await page("degraded")).toContain("slow of late");
  });

  test.each<[string, MaintenanceState, string | undefined]>([
    ["that lasts, with its end", { lasts: true, to: NOW + 3600 }, "In maintenance until 09:00 UTC"],
    [
      "that lasts beyond today, with the day",
      { lasts: true, to: NOW + 86_400 },
      "In maintenance until 16 Jan 08:00 UTC",
    ],
    [
      "that begins within a day",
      { lasts: false, next: { from: NOW + 3600, to: NOW + 79_200 } },
      "Maintenance 09:00 to 16 Jan 06:00 UTC",
    ],
    [
      "of tomorrow, with the day once",
      { lasts: false, next: { from: NOW + 72_000, to: NOW + 79_200 } },
      "Maintenance 16 Jan 04:00 to 06:00 UTC",
    ],
    [
      "that lasts a year, with the day",
      { lasts: true, to: NOW + 365 * 86_400 },
      "In maintenance until 15 Jan 08:00 UTC",
    ],
    ["not before that", { lasts: false, next: { from: NOW + 86_401, to: NOW + 90_000 } }, undefined],
    ["only where a window comes", { lasts: false }, undefined],
  ])("shows maintenance %s", async (_, maintenance, words) => {
    const one = integration();
    const { url } = await serve({
      overview: () => [{ integration: one, status: "healthy", maintenance, checks: [] }],
    });
    const { body } = await get(url);
    const shown = /<span class="upkeep.*?<\/span>/
      .exec(body)?.[0]
      .replaceAll(/<[^>]*>/g, "")
      .replace("&nbsp;", " ");
    expect(shown).toBe(words);
  });

  test("shows status, reason, breaker and times", async () => {
    const { url } = await serve({
      overview: () => [
        {
          integration: integration(),
          status: "down",
          maintenance: { lasts: false },
          checks: integration().checks.map((check) => ({
            check,
            state: checkState({
              status: "down",
              why: "7 failures in a row",
              circuit: { at: "open", until: NOW + 45 },
            }),
          })),
        },
      ],
    });
    const { body } = await get(url);
    for (const words of ["7 failures in a row", "tries in 45 s", "212 ms", "12 s ago", "1.2.3"]) {
      expect(body).toContain(words);
    }
    expect(body).toContain('href="/probe?integration=shop&amp;check=http&amp;debug=true"');
    expect(body).toContain('href="/runbooks/IntegrationDown.md"');
  });
});

describe("runbooks", () => {
  test("are plain text", async () => {
    const { url } = await serve();
    const { headers, body } = await get(`${url}/runbooks/IntegrationDown.md`);
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(body).toBe("# Meaning\n");
  });

  test.each(["Unknown", "..%2f..%2fpackage", "Integration%00Down", "IntegrationDown.md"])(
    "%s is not found, and no name but letters is looked for",
    async (name) => {
      const runbook = jest.fn<Site["runbook"]>(async () => undefined);
      const { url } = await serve({ runbook });
      expect((await get(`${url}/runbooks/${name}.md`)).status).toBe(404);
      expect(runbook.mock.calls).toEqual(name === "Unknown" ? [["Unknown"]] : []);
    },
  );
});

describe("hostile and broken requests", () => {
  test("a bug of ours is logged, and not told", async () => {
    const { url, lines } = await serve({ metrics: () => Promise.reject(new Error("inner secret")) });
    const { status, body } = await get(`${url}/metrics`);
    expect([status, body]).toEqual([500, "Internal error: the exporter's log tells more\n"]);
    expect(lines.join("")).toContain("inner secret");
  });

  test("a path that cannot be decoded is the client's fault", async () => {
    const { url, lines } = await serve();
    expect(await get(`${url}/runbooks/%E0%A4%A.md`)).toMatchObject({ status: 400, body: "Bad request\n" });
    expect(lines.join("")).not.toContain("request failed");
  });

  test("what does not exist is said in a word", async () => {
    const { url } = await serve();
    expect(await get(`${url}/<script>`)).toMatchObject({ status: 404, body: "Not found\n" });
  });

  test.each([
    ["a huge head", `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${"a".repeat(20_000)}\r\n\r\n`, "431"],
    ["something else than HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400"],
    [
      "a split request",
      "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "400",
    ],
  ])("%s is refused", async (_what, bytes, status) => {
    const { url } = await serve();
    const socket: Socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write(bytes);
    expect((await text(socket)).split(" ")[1]).toBe(status);
  });
});
