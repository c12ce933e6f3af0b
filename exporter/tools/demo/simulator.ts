// The simulator alone, for trying faults by hand: `node exporter/tools/demo/simulator.ts` in one terminal,
// `npm start -- --config.file=exporter/examples/demo.yaml` in another.
import { systemClock } from "../../src/clock.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { directory } from "./screen.ts";

const simulator = await startSimulator({ clock: systemClock, ports: "usual" });
const links = Object.entries(simulator.upstreams).map(([text, { url }]) => ({ text, href: url }));
const control = { text: "faults", href: `${simulator.control}/_faults` };
console.log(directory([...links, control], { colour: false, width: 100 }).join("\n"));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void simulator.stop());
