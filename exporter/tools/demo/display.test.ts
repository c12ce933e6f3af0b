import { expect, test } from "@jest/globals";
import { lineDisplay, liveDisplay } from "./display.ts";
import type { View } from "./screen.ts";

const view: View = {
  elapsed: 0,
  rows: [
    { integration: "supabase", status: "healthy", successRatio: 1, breaker: "closed", p95Seconds: 0.01 },
  ],
  story: [],
  received: [],
  links: [{ text: "Exporter", href: "http://127.0.0.1:10120" }],
};
const page = { at: 2, to: "PagerDuty", resolved: false, title: "Supabase is down", lines: [], links: [] };

function paper() {
  let written = "";
  const size = () => ({ terminal: { colour: false, width: 80 }, height: 24 });
  const write = (text: string) => {
    written += text;
  };
  const take = () => {
    const text = written;
    written = "";
    return text;
  };
  return { write, size, take };
}

test("without a terminal, news come once and as they happen, the table every 10 s", () => {
  const { take, ...screen } = paper();
  const display = lineDisplay(screen);
  display.show(view);
  expect(take()).toMatch(/Exporter +http:.*\n\nt\+0s\nINTEGRATION.*supabase/s);
  display.show({ ...view, elapsed: 1, story: ["t+1s: one"] });
  expect(take()).toBe("t+1s: one\n");
  display.show({ ...view, elapsed: 2, story: ["t+1s: one", "t+2s: two"], received: [page] });
  expect(take()).toBe("t+2s: two\n┌─ PagerDuty, firing, t+2s\n│ Supabase is down\n└─\n");
  display.show({ ...view, elapsed: 9, story: ["t+1s: one", "t+2s: two"], received: [page] });
  expect(take()).toBe("");
  display.show({ ...view, elapsed: 10, story: ["t+1s: one", "t+2s: two"], received: [page] });
  expect(take()).toMatch(/^\nt\+10s\nINTEGRATION/);
});

test("without a terminal, no escape sequence is written", () => {
  const { take, ...screen } = paper();
  const display = lineDisplay(screen);
  display.show({ ...view, received: [page] });
  display.end();
  expect(take()).not.toContain("\x1b");
});

test("on a terminal, each frame is drawn over the last, and the first screen comes back at the end", () => {
  const { take, ...screen } = paper();
  const display = liveDisplay(screen);
  expect(take()).toBe("\x1b[?1049h\x1b[?25l");
  display.show(view);
  const drawn = take();
  expect(drawn.startsWith("\x1b[H")).toBe(true);
  expect(drawn).toContain("supabase");
  expect(drawn.endsWith("\x1b[J")).toBe(true);
  display.end();
  expect(take()).toBe("\x1b[?25h\x1b[?1049l");
});
