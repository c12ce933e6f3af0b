import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { card, directory, frame, type Received, table, type View } from "./screen.ts";
import { STORY, told } from "./story.ts";

const terminal = { colour: false, width: 100 };

const page: Received = {
  at: 62,
  to: "PagerDuty",
  resolved: false,
  title: "Supabase is down",
  lines: ["Supabase is down", "reason: connect", "", "owner: Platform"],
  links: [{ text: "Runbook", href: "http://127.0.0.1/runbooks/IntegrationDown" }],
};

const view: View = {
  elapsed: 70,
  rows: [
    {
      integration: "supabase",
      status: "down",
      successRatio: 0.719,
      breaker: "half_open",
      p95Seconds: 0.123,
      reason: "connect",
    },
    {
      integration: "fresh",
      status: "unknown",
      successRatio: Number.NaN,
      breaker: "closed",
      p95Seconds: Number.NaN,
    },
  ],
  story: ["t+10s: one", "t+20s: two", "t+30s: three"],
  received: [page],
  links: [
    { text: "Exporter", href: "http://127.0.0.1:10120" },
    { text: "Alerts", href: "http://127.0.0.1:9090/alerts" },
  ],
};

describe("the table", () => {
  test("has a line for each integration, with what is not yet known left open", () => {
    expect(table(view.rows, terminal)).toBe(
      [
        "INTEGRATION  STATUS     SUCCESS  BREAKER       P95  LAST PROBE",
        "supabase     ● down        71 %  half open  123 ms  connect",
        "fresh        ● unknown        –  closed          –  –",
        "",
      ].join("\n"),
    );
  });
});

test("a p95 within the first bucket is only known to be below its bound", () => {
  const fast = { ...(view.rows[0] as (typeof view.rows)[number]), p95Seconds: 0.0238 };
  expect(table([fast], terminal)).toContain("  < 25.0 ms  ");
});

describe("a card", () => {
  test("says where it went, what it says and where to read on", () => {
    expect(card(page, terminal)).toEqual([
      "┌─ PagerDuty, firing, t+62s",
      "│ Supabase is down",
      "│ reason: connect",
      "│ owner: Platform",
      "│ Runbook: http://127.0.0.1/runbooks/IntegrationDown",
      "└─",
    ]);
  });

  test("of a resolve says so", () => {
    expect(card({ ...page, resolved: true }, terminal)[0]).toBe("┌─ PagerDuty, resolved, t+62s");
  });

  test("lets no escape sequence of a sender reach the terminal", () => {
    expect(card({ ...page, title: "\x1b[2Jgone" }, terminal).join("")).not.toContain("\x1b");
  });
});

test("the directory sets its addresses under each other", () => {
  expect(directory(view.links, terminal)).toEqual([
    "Exporter  http://127.0.0.1:10120",
    "Alerts    http://127.0.0.1:9090/alerts",
  ]);
});

describe("the frame", () => {
  const shown = (changes: Partial<View>, height: number) =>
    frame({ ...view, ...changes }, terminal, height).join("\n");

  test("shows table, story, notifications and links", () => {
    for (const part of ["t+70s", "● down", "t+30s: three", "│ reason: connect", "http://127.0.0.1:10120"]) {
      expect(shown({}, 50)).toContain(part);
    }
  });

  test("says so while nothing was received", () => {
    expect(shown({ received: [] }, 50)).toContain("nothing yet");
  });

  test.each([6, 10, 16, 24, 30])("fits into %d lines of 60 columns and keeps the table", (height) => {
    const received = Array.from({ length: 12 }, (_, at) => ({ ...page, title: "long ".repeat(30), at }));
    const lines = frame({ ...view, received }, { colour: true, width: 60 }, height).map(
      stripVTControlCharacters,
    );
    expect(lines.length).toBeLessThanOrEqual(height);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.join("\n")).toContain("● down");
  });

  test("gives up the oldest of the story when room is short", () => {
    const story = Array.from({ length: 20 }, (_, at) => `t+${at}s: scene ${at}.`);
    expect(shown({ story }, 30)).not.toContain("scene 1.");
    expect(shown({ story }, 30)).toContain("scene 19.");
    expect(shown({ story }, 60)).toContain("scene 6.");
  });

  test("on 24 lines with a catalog of 14 still tells the latest of everything", () => {
    const rows = Array.from({ length: 14 }, () => view.rows[0] as (typeof view.rows)[number]);
    const lines = frame({ ...view, rows, received: [page, { ...page, at: 64 }] }, terminal, 24);
    expect(lines.slice(-5)).toEqual([
      "t+20s: two",
      "t+30s: three",
      "t+62s PagerDuty, firing: Supabase is down",
      "t+64s PagerDuty, firing: Supabase is down",
      "Exporter http://127.0.0.1:10120  Alerts http://127.0.0.1:9090/alerts",
    ]);
  });
});

test("what is older than a card that did not fit is a line, however short", () => {
  const long = { ...page, at: 2, lines: Array.from({ length: 30 }, (_, index) => `line ${index}`) };
  const received = [{ ...page, at: 1 }, long, { ...page, at: 3 }];
  const lines = frame({ ...view, received }, terminal, 40);
  expect(lines).toContain("t+1s PagerDuty, firing: Supabase is down");
  expect(lines).toContain("t+2s PagerDuty, firing: Supabase is down");
  expect(lines).toContain("┌─ PagerDuty, firing, t+3s");
});

describe("the story", () => {
  test("is told in the order in which things happen", () => {
    expect(told(STORY, 9)).toEqual([]);
    expect(told(STORY, 13)).toHaveLength(2);
    const seconds = told(STORY, 1000).map((line) => Number(line.match(/^t\+(\d+)s: /)?.[1]));
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
    expect(seconds.length).toBeGreaterThan(STORY.length);
  });

  test("fits a terminal of 80 columns", () => {
    for (const line of told(STORY, 1000)) expect(line.length).toBeLessThanOrEqual(80);
  });
});
