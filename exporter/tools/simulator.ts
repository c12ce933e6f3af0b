// `npm run simulator`: the simulated third parties alone, to point an exporter or a test at, and to break by hand.
import { systemClock } from "../src/clock.ts";
import { startSimulator } from "../src/simulator/simulator.ts";
import { describeSimulator, readOptions, USAGE } from "./simulator/options.ts";
import { readScript } from "./simulator/script.ts";

async function main(): Promise<void> {
  const { help, script } = readOptions(process.argv.slice(2));
  if (help) return console.log(USAGE);
  const simulator = await startSimulator({ clock: systemClock, ports: "usual" });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void simulator.stop());
  try {
    const steps = script === undefined ? [] : await readScript(script, Object.keys(simulator.upstreams));
    console.log(describeSimulator(simulator));
    simulator.play(steps);
    if (script !== undefined) console.log(`Playing ${script}: ${steps.length} steps`);
  } catch (error) {
    await simulator.stop();
    throw error;
  }
}

main().catch((error: Error) => {
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 1;
});
