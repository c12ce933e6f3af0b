// `npm run demo`: third parties that fail by a script, watched by the real exporter, Prometheus and Alertmanager.
import { terminalOf } from "../../src/cli/terminal.ts";
import { systemClock } from "../../src/clock.ts";
import { lineDisplay, liveDisplay } from "./display.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import { play } from "./play.ts";
import { card, type Received } from "./screen.ts";
import { CATALOGS, startDemo } from "./start.ts";

const { stdout } = process;
const say = (line: string) => void stdout.write(`${line}\n`);

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // Whoever asks twice at the keyboard will not wait; all that was started ends with us even so.
    if (signal === "SIGINT" && ending.signal.aborted) process.exit(130);
    ending.abort();
  });
}

// A reader that goes away (`| head`) ends the demo; there is nobody left to tell.
stdout.on("error", () => ending.abort());

/** In the order of their start. */
const started: { stop(): Promise<unknown> }[] = [];
async function keep<T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
  const one = await starting;
  started.push(one);
  ending.signal.throwIfAborted();
  return one;
}

async function run({ catalog, seconds, colour }: Options): Promise<void> {
  const size = () => {
    const terminal = terminalOf(stdout, colour ? process.env : { NO_COLOR: "1" });
    // A file or a pipe has no edge to cut at.
    return {
      terminal: stdout.isTTY ? terminal : { ...terminal, width: Number.POSITIVE_INFINITY },
      height: stdout.rows,
    };
  };
  const received: Received[] = [];
  let begin = systemClock.monotonic();
  const elapsed = () => systemClock.monotonic() - begin;
  const demo = await startDemo(catalog, {
    say,
    keep,
    onNotification: (one) => received.push({ ...one, at: Math.floor(elapsed()) }),
  });
  begin = systemClock.monotonic();
  demo.simulator.play(demo.story);
  const display = (stdout.isTTY ? liveDisplay : lineDisplay)({
    write: (text) => void stdout.write(text),
    size,
  });
  await play({ demo, display, received, elapsed, seconds, signal: ending.signal });
  if (stdout.isTTY) for (const one of received) say(card(one, size().terminal).join("\n"));
}

async function main(): Promise<number> {
  let options: Options;
  try {
    options = readOptions(process.argv.slice(2), CATALOGS);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    return 1;
  }
  let code = 0;
  try {
    await run(options);
  } catch (error) {
    if (error !== ending.signal.reason) {
      process.stderr.write(`${(error as Error).message}\n`);
      code = 1;
    }
  }
  say("Stopping everything ...");
  for (const one of started.reverse()) await one.stop();
  say("Nothing is left running.");
  return code;
}

process.exit(await main());
