import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { freePort } from "../process.ts";
import { findGrafana, startGrafana } from "./grafana.ts";

const FOLDER = resolve(import.meta.dirname, "../../../grafana");

/** Takes Grafana's arguments and settings, is healthy, and leaves beside it what it was given. */
const STAND_IN = `#!${process.execPath}
const { cpSync, writeFileSync } = require("node:fs");
const { GF_PATHS_PROVISIONING, GF_SERVER_HTTP_PORT, PROMETHEUS_URL, ALERTMANAGER_URL } = process.env;
cpSync(GF_PATHS_PROVISIONING, __dirname + "/seen", { recursive: true });
const start = { args: process.argv.slice(2), PROMETHEUS_URL, ALERTMANAGER_URL };
writeFileSync(__dirname + "/seen/start.json", JSON.stringify(start));
require("node:http").createServer((request, response) => response.end("{}")).listen(GF_SERVER_HTTP_PORT, "127.0.0.1");
`;

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "grafana-stand-in-"));
  await mkdir(join(home, "bin"));
  await mkdir(join(home, "conf"));
  await writeFile(join(home, "conf/defaults.ini"), "");
  await writeFile(join(home, "bin/grafana"), STAND_IN);
  await chmod(join(home, "bin/grafana"), 0o755);
});
afterEach(() => rm(home, { recursive: true }));

test("a Grafana on the PATH is found with its home, and its absence is no error", () => {
  expect(findGrafana(`/nowhere:${home}/bin`)).toEqual({ command: `${home}/bin/grafana`, home });
  expect(findGrafana("/nowhere")).toBeUndefined();
});

test("Grafana starts with our Prometheus and Alertmanager, and the repository's dashboards", async () => {
  const program = { command: `${home}/bin/grafana`, home };
  const port = await freePort();
  const grafana = await startGrafana({
    ...program,
    folder: FOLDER,
    prometheusUrl: "http://127.0.0.1:9",
    alertmanagerUrl: "http://127.0.0.1:8",
    port,
  });
  try {
    const seen = (file: string) => readFile(join(home, "bin/seen", file), "utf8");
    expect(JSON.parse(await seen("start.json"))).toEqual({
      args: ["server", "--homepath", home],
      PROMETHEUS_URL: "http://127.0.0.1:9",
      ALERTMANAGER_URL: "http://127.0.0.1:8",
    });
    for (const folder of ["integrations", "housekeeping"])
      expect(await seen("dashboards/integrations.yml")).toContain(`path: ${FOLDER}/dashboards/${folder}\n`);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
    expect(await seen("datasources/prometheus.yml")).toContain("url: ${PROMETHEUS_URL}");
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
    expect(await seen("datasources/alertmanager.yml")).toContain("url: ${ALERTMANAGER_URL}");
  } finally {
    await grafana.stop();
  }
});
