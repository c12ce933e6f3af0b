import { describe, expect, test } from "@jest/globals";
import { FLAGS } from "./flags.ts";
import { help } from "./help.ts";
import { parseFlags } from "./parse-flags.ts";

const STANDARD = {
  configFile: "integrations.yaml",
  webListenAddress: "127.0.0.1:10120",
  webTelemetryPath: "/metrics",
  logLevel: "info",
  logFormat: "logfmt",
};

test("without arguments it runs with the standard values", () => {
  expect(parseFlags([])).toEqual({ ok: true, command: "run", flags: STANDARD });
});

test.each([
  ["joined by =", ["--config.file=a.yaml", "--web.config.file=w.yml", "--log.level=debug"]],
  ["as words", ["--config.file", "a.yaml", "--web.config.file", "w.yml", "--log.level", "debug"]],
])("takes values %s", (_how, argv) => {
  expect(parseFlags(argv)).toEqual({
    ok: true,
    command: "run",
    flags: { ...STANDARD, configFile: "a.yaml", webConfigFile: "w.yml", logLevel: "debug" },
  });
});

describe("commands", () => {
  test.each([
    [["check"], "integrations.yaml"],
    [["--config.check"], "integrations.yaml"],
    [["check", "other.yaml"], "other.yaml"],
    [["check", "--config.file=other.yaml"], "other.yaml"],
    [["--config.check", "--config.file", "other.yaml"], "other.yaml"],
  ])("%j checks %s", (argv, configFile) => {
    expect(parseFlags(argv)).toEqual({ ok: true, command: "check", flags: { ...STANDARD, configFile } });
  });

  test("probe takes an integration, and may take a check and a time-out", () => {
    expect(parseFlags(["probe", "shop"])).toEqual({
      ok: true,
      command: "probe",
      flags: STANDARD,
      target: { integration: "shop" },
    });
    expect(parseFlags(["--timeout", "1500ms", "probe", "shop", "--check=http"])).toMatchObject({
      target: { integration: "shop", check: "http" },
      timeoutSeconds: 1.5,
    });
  });

  test.each([
    [["--help"], "help"],
    [["-h"], "help"],
    [["probe", "--help"], "help"],
    [["--version"], "version"],
  ])("%j answers with the %s", (argv, command) => {
    expect(parseFlags(argv)).toMatchObject({ ok: true, command });
  });
});

test.each<[string[], string]>([
  [
    ["--web.listen-adress=:1"],
    "unknown flag --web.listen-adress (did you mean --web.listen-address?), try --help",
  ],
  [["--colour"], "unknown flag --colour, try --help"],
  [["-x"], "unknown flag -x"],
  [["--h"], "unknown flag --h"],
  [["--config.file"], "--config.file needs a value"],
  [["--config.file="], "--config.file needs a value"],
  [["--config.file", "--version"], "--config.file needs a value"],
  [["--version=1"], "--version takes no value"],
  [["--log.level=info", "--log.level=debug"], "--log.level is given twice"],
  [["--log.level=loud"], '--log.level must be one of debug, info, warn, error, got "loud"'],
  [["--log.format=xml"], '--log.format must be one of logfmt, json, got "xml"'],
  [["--web.telemetry-path=metrics"], "--web.telemetry-path must be a path"],
  [["--web.telemetry-path=/:id"], "--web.telemetry-path must be a path"],
  [["chek"], 'unknown command "chek" (did you mean check?)'],
  [["check", "a", "b"], 'unexpected argument "b"'],
  [["check", "a", "--config.file=b"], "check takes its file once"],
  [["check", "--timeout=1s"], "--timeout belongs to the command probe"],
  [["--check=a"], "--check belongs to the command probe"],
  [["probe"], "probe needs the id of an integration"],
  [["probe", "a", "--timeout=soon"], "--timeout must be a duration such as 500ms or 2s"],
  [["probe", "a", "--config.check"], "exclude each other"],
])("%j is refused: %s", (argv, message) => {
  expect(parseFlags(argv)).toEqual({ ok: false, message: expect.stringContaining(message) });
});

test("the help names every flag, its standard value, and fits a screen of 120 columns", () => {
  for (const { name, help: words, default: standard } of FLAGS) {
    expect(help()).toContain(`--${name}`);
    expect(help()).toContain(words);
    if (standard) expect(help()).toContain(`--${name}="${standard}"`);
  }
  expect(
    Math.max(
      ...help()
        .split("\n")
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(120);
});
