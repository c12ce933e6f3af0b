export interface Progress {
  /** About how long all the steps to come will take. */
  plan(seconds: number): void;
  /** What goes on for about the next `seconds`. */
  step(what: string, seconds: number): void;
  end(): void;
}

interface Screen {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** One line that is redrawn on a terminal; a line for each step elsewhere. */
export function showProgress(screen: Screen): Progress {
  let left = 0;
  let current = { what: "", seconds: 0, begun: 0 };
  const draw = () => {
    const running = (performance.now() - current.begun) / 1000;
    const line = `${current.what} (${timeLeft(left - Math.min(running, current.seconds))})`;
    screen.write(screen.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  };
  const timer = screen.isTTY ? setInterval(draw, 1000) : undefined;
  return {
    plan(seconds) {
      left = seconds;
      current = { what: "", seconds: 0, begun: performance.now() };
    },
    step(what, seconds) {
      left = Math.max(left - current.seconds, seconds);
      current = { what, seconds, begun: performance.now() };
      draw();
    },
    end() {
      clearInterval(timer);
      if (screen.isTTY) screen.write("\r\x1b[K");
    },
  };
}

export const timeLeft = (seconds: number): string =>
  seconds < 90 ? `${Math.round(seconds)} s left` : `${Math.round(seconds / 60)} min left`;
