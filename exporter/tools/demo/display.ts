import type { Terminal } from "../../src/cli/terminal.ts";
import { card, directory, frame, type Received, table, type View } from "./screen.ts";

/** Shows the demo: `show` at each second, `end` once. */
export interface Display {
  show(view: View): void;
  end(): void;
}

interface Screen {
  write(text: string): void;
  /** Asked at each drawing, for a window can be resized. */
  size(): { terminal: Terminal; height: number };
}

/** Redraws in place, on the terminal's other screen: what stood on the first one is there again at the end. */
export function liveDisplay({ write, size }: Screen): Display {
  write("\x1b[?1049h\x1b[?25l");
  return {
    show: (view) => {
      const { terminal, height } = size();
      write(`\x1b[H${frame(view, terminal, height).join("\x1b[K\r\n")}\x1b[K\x1b[J`);
    },
    end: () => write("\x1b[?25h\x1b[?1049l"),
  };
}

const TABLE_SECONDS = 10;

/** For a file or a pipe: the story and the notifications as they come, the table every 10 s. */
export function lineDisplay({ write, size }: Screen): Display {
  let toldLines = 0;
  let received: readonly Received[] = [];
  let nextTable = 0;
  const lines = (some: string[]) => write(some.map((line) => `${line}\n`).join(""));
  return {
    show: (view) => {
      const { terminal } = size();
      if (nextTable === 0) lines(directory(view.links, terminal));
      lines(view.story.slice(toldLines));
      lines(view.received.slice(received.length).flatMap((one) => card(one, terminal)));
      toldLines = view.story.length;
      received = [...view.received];
      if (view.elapsed < nextTable) return;
      nextTable = view.elapsed + TABLE_SECONDS;
      write(`\nt+${view.elapsed}s\n${table(view.rows, terminal)}\n`);
    },
    end: () => {},
  };
}
