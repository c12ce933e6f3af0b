import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { catalog, check, failed, integration, success, team } from "../../test/samples.ts";
import { NOW } from "../../test/site.ts";
import { drawProbe } from "./draw-probe.ts";
import { summary } from "./summary.ts";
import { drawTable, milliseconds } from "./table.ts";
import { columns, terminalOf } from "./terminal.ts";

const PLAIN = { colour: false, width: 100 };
const COLOURED = { colour: true, width: 100 };
const widest = (drawn: string) => Math.max(...drawn.split("\n").map(columns));

describe("a probe", () => {
  test("is drawn as a waterfall: each phase begins where the one before ended", () => {
    const phases = { dns: 0.1, connect: 0.1, tls: 0.2, wait: 0.4, transfer: 0.2 };
    const drawn = drawProbe(success({ durationSeconds: 1, phases }), check(), { colour: false, width: 100 });
    expect(drawn.split("\n").slice(0, 7)).toEqual([
      "shop/http http  OK  1000 ms",
      "",
      `  dns            100 ms  ${"█".repeat(7)}▌`,
      `  connect        100 ms  ${" ".repeat(7)}${"█".repeat(8)}`,
      `  tls            200 ms  ${" ".repeat(15)}${"█".repeat(15)}`,
      `  wait           400 ms  ${" ".repeat(30)}${"█".repeat(30)}`,
      `  transfer       200 ms  ${" ".repeat(60)}${"█".repeat(15)}`,
    ]);
  });

  test("tells why it failed, at which attempt and when to come back", () => {
    const drawn = drawProbe(
      failed({ reason: "rate_limited", detail: "status 429", retryAfterSeconds: 30, attempts: 3 }),
      check(),
      PLAIN,
    );
    expect(drawn).toContain("FAILED  100 ms at attempt 3");
    expect(drawn).toMatch(/reason +rate_limited\n +detail +status 429\n +retry after +30 s/);
  });

  test("shows what it learnt, and the trace below", () => {
    const observations = {
      degraded: "12 days left",
      certificateExpiry: NOW,
      version: "8.0.2",
      summary: "14 tools",
      inventory: [{ kind: "tools" as const, count: 14, fingerprint: 1 }],
    };
    const drawn = drawProbe(success({ observations }), check(), PLAIN, "dialled\nanswered\n");
    for (const words of ["12 days left", "valid until 2027-01-15T08:00:00.000Z", "8.0.2", "14 tools"]) {
      expect(drawn).toContain(words);
    }
    expect(drawn).toMatch(/\ndialled\nanswered\n$/);
  });

  test("shows time that no phase accounts for", () => {
    const phases = { dns: 0, connect: 0, tls: 0, wait: 0, transfer: 0 };
    const drawn = drawProbe(success({ durationSeconds: 0.25, phases }), check(), PLAIN);
    expect(drawn).toMatch(/other +250 ms +█+\n/);
    expect(drawn).toMatch(/wait +–\n/);
  });

  test("that was skipped says until when", () => {
    expect(drawProbe({ outcome: "skipped", until: NOW }, check(), PLAIN)).toContain(
      "2027-01-15T08:00:00.000Z",
    );
  });

  test("keeps an upstream from writing to the terminal", () => {
    const drawn = drawProbe(
      failed({ detail: "\u001b[2Jgone\u0007\r\n\u202e!" }),
      check(),
      PLAIN,
      "\u001b]0;x\u0007",
    );
    expect(drawn.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test("fits the terminal, and is the same under its colours", () => {
    const narrow = drawProbe(success(), check(), { colour: false, width: 60 });
    expect(widest(narrow)).toBeLessThanOrEqual(60);
    const coloured = drawProbe(failed(), check(), COLOURED);
    expect(coloured).toContain("\u001b[31m");
    expect(stripVTControlCharacters(coloured)).toBe(drawProbe(failed(), check(), PLAIN));
  });
});

describe("a table", () => {
  const rows = [
    ["a", "12"],
    ["long name", "7"],
  ];

  test("aligns its columns, to the right where asked", () => {
    expect(drawTable(["NAME", "N"], rows, PLAIN, [1])).toBe("NAME        N\na          12\nlong name   7\n");
  });

  test("cuts the widest column where the terminal is narrow", () => {
    const drawn = drawTable(["NAME", "WHY"], [["shop", "a very long sentence indeed"]], {
      colour: false,
      width: 20,
    });
    expect(drawn).toBe("NAME  WHY\nshop  a very long s…\n");
  });

  test("counts wide and joined characters as the terminal does", () => {
    expect(columns("日本")).toBe(4);
    expect(columns("é")).toBe(1);
    expect(columns("👩‍💻")).toBe(2);
  });
});

test.each([
  [0.00042, "0.42 ms"],
  [0.0123, "12.3 ms"],
  [1.84, "1840 ms"],
])("%d s are %s", (seconds, drawn) => {
  expect(milliseconds(seconds)).toBe(drawn);
});

describe("the summary of a catalog", () => {
  test("lists integrations with their checks, counts, and ends with OK", () => {
    const drawn = summary(
      catalog(
        integration({
          checks: [
            check({ intervalSeconds: 30 }),
            check({ id: "tls", provider: "tls", intervalSeconds: 5400 }),
          ],
        }),
        integration({
          id: "mail",
          lifecycle: "planned",
          team: team({ id: "support" }),
          checks: [check({ id: "imap" })],
        }),
      ),
      PLAIN,
    );
    expect(drawn).toBe(`INTEGRATION  CHECKS                           TEAM      LIFECYCLE
shop         http every 30s, tls every 1h30m  platform  active
mail         imap every 1m                    support   planned

2 integrations, 3 checks, 3 probes a minute
Providers: http 2, tls 1
OK
`);
  });

  test("of an empty catalog is short", () => {
    expect(summary(catalog(), PLAIN)).toMatch(/0 integrations, 0 checks, 0 probes a minute\nOK\n$/);
  });
});

describe("colours", () => {
  test.each([
    [{ isTTY: true, columns: 80 }, {}, { colour: true, width: 80 }],
    [{ isTTY: true, columns: 80 }, { NO_COLOR: "1" }, { colour: false, width: 80 }],
    [{ isTTY: true, columns: 80 }, { TERM: "dumb" }, { colour: false, width: 80 }],
    [{}, {}, { colour: false, width: 100 }],
  ])("on %j with %j: %j", (stream, env, terminal) => {
    expect(terminalOf(stream, env)).toEqual(terminal);
  });
});
