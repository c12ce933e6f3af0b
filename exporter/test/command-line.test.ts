/** The exporter as a process, as an operator starts, feeds and ends it. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { freePort, type Running, startProcess } from "../tools/process.ts";
import { eventually } from "./eventually.ts";

const root = resolve(import.meta.dirname, "../..");
const SECRET = "tok-3f9a81c7d2";

let folder: string;
let configFile: string;
const opened: { stop(): Promise<unknown> }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "command-line-"));
  configFile = join(folder, "integrations.yaml");
  await writeFile(join(folder, "token"), `${SECRET}\n`);
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.stop();
  await rm(folder, { recursive: true });
});

const args = (...flags: string[]) => ["exporter/src/main.ts", `--config.file=${configFile}`, ...flags];

async function run(...flags: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, args(...flags), {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1" },
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code, out, err };
}

async function start(until = "/-/ready"): Promise<Running & { url: string }> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const running = await startProcess({
    name: "integration_exporter",
    command: process.execPath,
    args: args(`--web.listen-address=${new URL(url).host}`, "--log.level=debug"),
    cwd: root,
    ready: { url: `${url}${until}` },
  });
  opened.push(running);
  return { ...running, url };
}

async function serve(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server: Server = createServer(handler);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  opened.push({
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const catalog = (url: string, id = "shop") => `
integrations:
  - id: ${id}
    checks:
      - provider: http
        url: ${url}
        interval: 1s
        timeout: 900ms
        auth: { bearer: { file: token } }
`;

const metrics = async (url: string) => (await fetch(`${url}/metrics`)).text();

describe("a good catalog", () => {
  test("is summed up by `check`", async () => {
    await writeFile(configFile, catalog("http://127.0.0.1:1/"));
    const { code, out } = await run("check");
    expect(code).toBe(0);
    expect(out).toMatch(/shop +http every 1s/);
    expect(out).toMatch(/OK\n$/);
  });

  test("can be probed once, with the phases drawn and the secret masked, though the upstream echoes it", async () => {
    const url = await serve((request, response) =>
      response.writeHead(500, { "x-echo": `${request.headers.authorization}` }).end(SECRET),
    );
    await writeFile(configFile, catalog(url));
    const { code, out, err } = await run("probe", "shop");
    expect(code).toBe(1);
    expect(out).toMatch(/connect +\d.*█/);
    expect(out).toMatch(/server_error/);
    expect(out + err).not.toContain(SECRET);
  });
});

describe("a bad catalog", () => {
  const bad =
    "integrations:\n  - id: Shop\n    checks:\n      - provider: http\n        url: nonsense\n        intervall: 1s\n";

  test("starts nothing: exit code 1 and all errors with their lines", async () => {
    await writeFile(configFile, bad);
    const { code, err } = await run("--web.listen-address=127.0.0.1:0");
    expect(code).toBe(1);
    for (const place of [":2:", ":5:", ":6:"]) expect(err).toContain(`integrations.yaml${place}`);
  });

  test("changes nothing when it is reloaded, and says so in the metric and in the answer", async () => {
    const url = await serve((_, response) => response.end("fine"));
    await writeFile(configFile, catalog(url));
    const exporter = await start();
    await eventually(
      10,
      () => metrics(exporter.url),
      (page) => page.includes('integration_up{integration="shop",check="http"} 1'),
    );
    await writeFile(configFile, bad);
    const answer = await fetch(`${exporter.url}/-/reload`, { method: "POST" });
    expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining("intervall")]);
    const page = await metrics(exporter.url);
    expect(page).toContain("integration_exporter_config_last_reload_successful 0");
    expect(page).toContain('integration_up{integration="shop",check="http"} 1');
  });
});

describe("a running exporter", () => {
  test("takes a new catalog on SIGHUP: new series come, those of removed integrations go", async () => {
    const url = await serve((_, response) => response.end("fine"));
    await writeFile(configFile, catalog(url));
    const exporter = await start();
    await writeFile(configFile, catalog(url, "till"));
    process.kill(exporter.pid, "SIGHUP");
    const page = await eventually(
      10,
      () => metrics(exporter.url),
      (seen) => seen.includes('integration_up{integration="till"'),
    );
    expect(page).not.toContain('integration="shop"');
  });

  test("is not ended by a SIGHUP that comes while the first catalog is still read", async () => {
    const url = await serve((_, response) => response.end("fine"));
    // A pipe: each reading of it waits for a writing.
    execFileSync("mkfifo", [configFile]);
    const exporter = await start("/-/healthy");
    process.kill(exporter.pid, "SIGHUP");
    for (const id of ["shop", "till"]) {
      const writer = spawn("tee", [configFile], { stdio: ["pipe", "ignore", "inherit"] });
      opened.push({ stop: async () => writer.kill() });
      writer.stdin.end(catalog(url, id));
      await eventually(
        10,
        () => metrics(exporter.url),
        (seen) => seen.includes(`integration_up{integration="${id}"`),
      );
    }
  });

  test("ends what is under way and exits 0 within 5 s of SIGTERM", async () => {
    let asked = false;
    const url = await serve(() => {
      asked = true;
    });
    await writeFile(
      configFile,
      catalog(url).replace("interval: 1s", "interval: 60s").replace("timeout: 900ms", "timeout: 50s"),
    );
    const exporter = await start();
    await eventually(
      10,
      () => asked,
      (seen) => seen,
    );
    const began = performance.now();
    process.kill(exporter.pid, "SIGTERM");
    expect(await exporter.ended).toBe("ended with exit code 0");
    expect(performance.now() - began).toBeLessThan(5000);
  });

  test("never shows a secret: not in metrics, pages, debug output or logs", async () => {
    const url = await serve((request, response) =>
      response
        .writeHead(401, { "www-authenticate": `Bearer error="${request.headers.authorization}"` })
        .end(`no: ${SECRET}`),
    );
    await writeFile(configFile, catalog(url));
    const exporter = await start();
    await eventually(
      10,
      () => metrics(exporter.url),
      (page) => page.includes('reason="unauthorized"} 1'),
    );
    const pages = await Promise.all(
      ["/metrics", "/", "/probe?integration=shop&debug=true"].map(async (path) =>
        (await fetch(exporter.url + path)).text(),
      ),
    );
    expect(pages[2]).toMatch(/401/);
    expect(pages.join("") + exporter.output()).not.toContain(SECRET);
    expect(exporter.output()).toContain("probe failed");
  });

  test("tells of the secrets of the inventory that they are there, and nothing of what they are", async () => {
    const url = await serve((_, response) => response.end("fine"));
    const inventory =
      "secrets:\n  api: { from: { file: token }, rotate_every: 90d }\n  lost: { from: { file: lost } }\n";
    await writeFile(configFile, inventory + catalog(url));
    const exporter = await start();
    const page = await metrics(exporter.url);
    expect(page).toContain('integration_secret_present{secret="api"} 1');
    expect(page).toContain('integration_secret_present{secret="lost"} 0');
    expect(page).toMatch(/integration_secret_rotation_due_timestamp_seconds\{secret="api"\} \d+/);
    expect(page + exporter.output()).not.toContain(SECRET);
  });

  test("probes an optional check once its secret is there, without a reload", async () => {
    const url = await serve((_, response) => response.end("fine"));
    await writeFile(
      configFile,
      catalog(url)
        .replace("file: token", "file: later")
        .replace("provider: http", "provider: http\n        optional: true"),
    );
    const exporter = await start();
    const status = (name: string) => `integration_status{integration="shop",status="${name}"} 1`;
    await eventually(
      10,
      () => metrics(exporter.url),
      (page) => page.includes(status("not_configured")),
    );
    await writeFile(join(folder, "later"), SECRET);
    await eventually(
      10,
      () => metrics(exporter.url),
      (page) => page.includes(status("healthy")),
    );
  });

  test("shows the maintenance of its catalog to people and to Prometheus", async () => {
    const window = "    maintenance: [{ from: 2026-01-01T00:00:00Z, to: 2100-01-01T04:00:00Z }]\n";
    await writeFile(configFile, catalog("http://127.0.0.1:1/") + window);
    const { url } = await start();
    expect(await (await fetch(url)).text()).toMatch(/In maintenance until .*1 Jan 04:00/);
    expect(await metrics(url)).toContain(
      'integration_maintenance_end_timestamp_seconds{integration="shop"} 4102459200',
    );
  });

  test("obeys the scrape time-out of /probe", async () => {
    const url = await serve(() => {});
    await writeFile(
      configFile,
      catalog(url)
        .replace("interval: 1s", "interval: 60s")
        .replace("timeout: 900ms", "timeout: 50s")
        .replace("- id: shop", "- id: shop\n    lifecycle: planned"),
    );
    const exporter = await start();
    const one = await fetch(`${exporter.url}/probe?integration=shop`, {
      headers: { "X-Prometheus-Scrape-Timeout-Seconds": "1" },
      signal: AbortSignal.timeout(5000),
    });
    expect(await one.text()).toContain(
      'integration_failure_reason{integration="shop",check="http",reason="timeout"} 1',
    );
  }, 60_000);

  test("says which setting is to blame when its port is taken", async () => {
    const url = await serve((_, response) => response.end("fine"));
    await writeFile(configFile, catalog(url));
    const { code, err } = await run(`--web.listen-address=${new URL(url).host}`);
    expect(code).toBe(1);
    expect(err).toMatch(/--web\.listen-address=127\.0\.0\.1:\d+: another program uses this port/);
  });
});
