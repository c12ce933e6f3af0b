import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { EngineUnavailable, engine } from "./engines.ts";

describe("engine", () => {
  const { PATH, XDG_CACHE_HOME } = process.env;
  let folder: string;

  /** A program that tells `version`, as Prometheus' programs do. */
  async function install(path: string, version: string): Promise<string> {
    const file = join(folder, path);
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(file, `#!/bin/sh\necho "promtool, version ${version} (branch: HEAD)"\n`);
    await chmod(file, 0o755);
    return file;
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "engines-"));
    // Neither apt-get nor any server is to be found there.
    process.env.PATH = join(folder, "bin");
    process.env.XDG_CACHE_HOME = join(folder, "cache");
  });

  afterEach(async () => {
    process.env.PATH = PATH;
    if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
    await rm(folder, { recursive: true });
  });

  test("takes the one on the PATH when it is new enough", async () => {
    const installed = await install("bin/promtool", "3.5.0");

    await expect(engine("promtool")).resolves.toBe(installed);
  });

  test("knows that 3.10 is newer than 3.5", async () => {
    const installed = await install("bin/promtool", "3.10.1");

    await expect(engine("promtool")).resolves.toBe(installed);
  });

  test("takes the cached one when the one on the PATH is too old", async () => {
    await install("bin/promtool", "2.42.0");
    const cached = await install("cache/integration_exporter/engines/promtool/bin/promtool", "3.5.3");

    await expect(engine("promtool")).resolves.toBe(cached);
  });

  test("finds a program under the name that Debian gives it", async () => {
    const installed = await install("bin/prometheus-alertmanager", "0.28.1");

    await expect(engine("alertmanager")).resolves.toBe(installed);
  });

  test("takes any version of a program that need not have one, and no program that does not start", async () => {
    const installed = await install("bin/victoria-metrics", "");
    const broken = await install("bin/redis-server", "7.0.0");
    await writeFile(broken, "#!/bin/sh\necho cannot; exit 1\n");

    await expect(engine("victoria-metrics")).resolves.toBe(installed);
    await expect(engine("redis-server")).rejects.toThrow(/bin\/redis-server: does not start/);
  });

  test("says what it tried and how to get the engine when it cannot be had", async () => {
    await install("bin/promtool", "2.42.0");
    const heard: string[] = [];

    const attempt = engine("promtool", (line) => heard.push(line));

    await expect(attempt).rejects.toBeInstanceOf(EngineUnavailable);
    await expect(attempt).rejects.toThrow(/promtool 3\.5 or newer cannot be had here/);
    await expect(attempt).rejects.toThrow(/bin\/promtool: is version 2\.42/);
    await expect(attempt).rejects.toThrow(/apt: .*apt-get/);
    await expect(attempt).rejects.toThrow(/Homebrew's `prometheus`/);
    expect(heard).toEqual(["promtool: fetching Debian's package promtool ..."]);
  });
});
