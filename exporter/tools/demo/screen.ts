import { type Cell, drawTable, milliseconds, STATUS_TONES } from "../../src/cli/table.ts";
import { clip, harmless, paint, type Terminal, type Tone } from "../../src/cli/terminal.ts";
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
  const lines = rows.map(({ integration, status, successRatio, breaker, p95Seconds, reason }): Cell[] => [
    { text: integration, tone: "strong" },
    { text: `● ${status.replace("_", " ")}`, tone: STATUS_TONES[status] },
    Number.isNaN(successRatio) ? "–" : `${Math.floor(successRatio * 100)} %`,
    { text: breaker.replace("_", " "), tone: breaker === "closed" ? "soft" : "warn" },
    Number.isNaN(p95Seconds) ? "–" : milliseconds(p95Seconds),
    lastProbe({ successRatio, reason }),
  ]);
  const head = ["INTEGRATION", "STATUS", "SUCCESS", "BREAKER", "P95", "LAST PROBE"];
  return drawTable(head, lines, terminal, [2, 4]);
}

function lastProbe({ successRatio, reason }: Pick<Row, "successRatio" | "reason">): Cell {
  if (reason) return { text: reason, tone: "bad" };
  return { text: Number.isNaN(successRatio) ? "–" : "ok", tone: "soft" };
}

const cardLines = ({ to, at, resolved, title, lines, links }: Received): Line[] => {
  const tone = resolved ? "good" : "bad";
  return [
    { text: `┌─ ${to}, ${resolved ? "resolved" : "firing"}, t+${at}s`, tone },
    { text: `│ ${title}`, tone },
    ...lines.filter((line) => line.trim() !== "").map((line) => plain(`│ ${line}`)),
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

/**
 * The whole screen, at most `height` lines. Where room is short, the oldest of the story goes first, then cards
 * become single lines; the table stays.
 */
export function frame(view: View, terminal: Terminal, height: number): string[] {
  const head: Line[] = [
    {
      text: `integration_exporter demo, t+${view.elapsed}s. Ctrl-C ends it and leaves nothing running.`,
      tone: "strong",
    },
    BLANK,
  ];
  const rows = table(view.rows, terminal).trimEnd().split("\n");
  const links = section("Look for yourself", linkLines(view.links));
  const room = height - head.length - rows.length - links.length;
  const story = section("What happens", view.story.slice(-Math.max(2, Math.floor(room / 3))).map(plain));
  // Two lines of a section are its heading and the blank above.
  const received = section("What on-call gets", newest(view.received, room - story.length - 2));
  return [...draw(head, terminal), ...rows, ...draw([...story, ...received, ...links], terminal)].slice(
    0,
    height,
  );
}

const section = (title: string, lines: Line[]): Line[] => [BLANK, { text: title, tone: "strong" }, ...lines];

/** The newest notifications that fit into `room` lines, oldest first: cards where they fit, else single lines. */
function newest(received: Received[], room: number): Line[] {
  if (received.length === 0) return [plain("nothing yet")];
  const blocks: Line[][] = [];
  let left = room;
  for (const one of received.toReversed()) {
    const whole = cardLines(one);
    const block = whole.length <= left ? whole : [oneLine(one)];
    if (block.length > left) break;
    blocks.unshift(block);
    left -= block.length;
  }
  return blocks.flat();
}
