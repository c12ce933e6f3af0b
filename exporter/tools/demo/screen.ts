import { type Cell, drawTable, milliseconds, STATUS_TONES } from "../../src/cli/table.ts";
import { clip, harmless, paint, type Terminal, type Tone } from "../../src/cli/terminal.ts";
import { DURATION_BUCKETS } from "../../src/metrics/definitions.ts";
import type { Notification } from "./notifications.ts";
import type { Row } from "./snapshot.ts";

/** A notification with the second of the story at which it came. */
export type Received = Notification & { at: number };

export interface Link {
  text: string;
  href: string;
}

export interface View {
  elapsed: number;
  rows: Row[];
  /** What has happened, oldest first. */
  story: string[];
  /** Oldest first. */
  received: Received[];
  links: Link[];
}

const LEGEND = "Status looks back an hour: below 95 % success is degraded, below 90 % down.";

interface Line {
  text: string;
  tone: Tone;
}
const plain = (text: string): Line => ({ text, tone: "plain" });
const BLANK = plain("");

const draw = (lines: Line[], terminal: Terminal): string[] =>
  lines.map(({ text, tone }) => paint(clip(harmless(text), terminal.width), tone, terminal));

/** The live table: a line for each integration. Ends with a newline. */
export function table(rows: Row[], terminal: Terminal): string {
  const lines = rows.map((row): Cell[] => {
    const { integration, status, successRatio, breaker } = row;
    return [
      { text: integration, tone: "strong" },
      { text: `● ${status.replace("_", " ")}`, tone: STATUS_TONES[status] },
      Number.isNaN(successRatio) ? "–" : `${Math.floor(successRatio * 100)} %`,
      { text: breaker.replace("_", " "), tone: breaker === "closed" ? "soft" : "warn" },
      p95(row),
      lastProbe(row),
    ];
  });
  const head = ["INTEGRATION", "STATUS", "SUCCESS", "BREAKER", "P95", "LAST PROBE"];
  return drawTable(head, lines, terminal, [2, 4]);
}

/** Within the first bucket, a histogram knows no more than that. */
function p95({ p95Seconds }: Row): string {
  if (Number.isNaN(p95Seconds)) return "–";
  const [first] = DURATION_BUCKETS;
  return p95Seconds < first ? `< ${milliseconds(first)}` : milliseconds(p95Seconds);
}

function lastProbe({ successRatio, reason }: Row): Cell {
  if (reason) return { text: reason, tone: "bad" };
  return { text: Number.isNaN(successRatio) ? "–" : "ok", tone: "soft" };
}

const cardLines = ({ to, at, resolved, title, lines, links }: Received): Line[] => {
  const tone = resolved ? "good" : "bad";
  return [
    { text: `┌─ ${to}, ${resolved ? "resolved" : "firing"}, t+${at}s`, tone },
    { text: `│ ${title}`, tone },
    // With a single alert, its summary is the title.
    ...lines.filter((line) => line.trim() !== "" && line !== title).map((line) => plain(`│ ${line}`)),
    ...links.map(({ text, href }) => plain(`│ ${text}: ${href}`)),
    { text: "└─", tone },
  ];
};

/** What on-call gets, drawn as a card. */
export const card = (received: Received, terminal: Terminal): string[] => draw(cardLines(received), terminal);

const oneLine = ({ to, at, resolved, title }: Received): Line => ({
  text: `t+${at}s ${to}, ${resolved ? "resolved" : "firing"}: ${title}`,
  tone: resolved ? "good" : "bad",
});

const linkLines = (links: Link[]): Line[] => {
  const width = Math.max(...links.map(({ text }) => text.length));
  return links.map(({ text, href }) => plain(`${text.padEnd(width)}  ${href}`));
};

/** Where to look, in two columns. */
export const directory = (links: Link[], terminal: Terminal): string[] => draw(linkLines(links), terminal);

/** Lines for story and notifications, below which the screen is drawn without headings. */
const ROOMY = 14;

/** The whole screen, at most `height` lines. Where room is short, the old and the explanations go; the table stays. */
export function frame(view: View, terminal: Terminal, height: number): string[] {
  const rows = table(view.rows, terminal).trimEnd().split("\n");
  const links = section("Look for yourself", linkLines(view.links));
  const title: Line = {
    text: `integration_exporter demo, t+${view.elapsed}s. Ctrl-C ends it and leaves nothing running.`,
    tone: "strong",
  };
  const head = [title, { text: LEGEND, tone: "soft" } as const, BLANK];
  const room = height - head.length - rows.length - links.length;
  if (room < ROOMY) return compact(view, [...draw([title], terminal), ...rows], terminal, height);
  const story = section("What happens", view.story.slice(-Math.floor(room / 3)).map(plain));
  // Two lines of a section are its heading and the blank above.
  const received = section("What on-call gets", newest(view.received, room - story.length - 2));
  return [...draw(head, terminal), ...rows, ...draw([...story, ...received, ...links], terminal)];
}

/** For a terminal of 24 lines: below the table the latest of all that there is to tell. */
function compact(
  { story, received, links }: View,
  top: string[],
  terminal: Terminal,
  height: number,
): string[] {
  const news = story.slice(-2).map(plain);
  const where = plain(links.map(({ text, href }) => `${text} ${href}`).join("  "));
  const room = height - top.length - news.length - 1;
  const below = draw([...news, ...newest(received, Math.max(room, 0)), where], terminal);
  return [...top, ...below].slice(0, height);
}

const section = (title: string, lines: Line[]): Line[] => [BLANK, { text: title, tone: "strong" }, ...lines];

/** The newest notifications that fit into `room` lines, oldest first: as cards, and from the first that does not fit on, as lines. */
function newest(received: Received[], room: number): Line[] {
  if (received.length === 0) return [plain("nothing yet")];
  const blocks: Line[][] = [];
  let left = room;
  let cards = true;
  for (const one of received.toReversed()) {
    const whole = cardLines(one);
    cards &&= whole.length <= left;
    const block = cards ? whole : [oneLine(one)];
    if (block.length > left) break;
    blocks.unshift(block);
    left -= block.length;
  }
  return blocks.flat();
}
