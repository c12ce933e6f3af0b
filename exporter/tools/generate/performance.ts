/** The page of measured performance: prose from here, tables and plots from what `npm run bench -- --save` wrote. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { BENCHES, type BenchName } from "../bench/options.ts";
import { plot } from "../bench/plot.ts";
import type { Environment, Report } from "../bench/results.ts";
import { markdownTable } from "../bench/table.ts";

const FOLDER = "exporter/docs/performance";
const root = resolve(import.meta.dirname, "../../..");

export async function files(): Promise<Record<string, string>> {
  const reports = await Promise.all(BENCHES.map(async (bench) => [bench, await readReport(bench)] as const));
  const plots = reports.flatMap(([bench, report]) =>
    report ? [[`${FOLDER}/${bench}.svg`, plot(report)]] : [],
  );
  return { "exporter/docs/performance.md": page(reports), ...Object.fromEntries(plots) };
}

/** Undefined while nothing has been saved of that bench. */
async function readReport(bench: BenchName): Promise<Report | undefined> {
  const text = await readFile(join(root, FOLDER, `${bench}.json`), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}

/** The page from what was saved of each bench. */
export const page = (reports: readonly (readonly [BenchName, Report | undefined])[]): string => `# Performance

Generated from \`${FOLDER}/*.json\` by \`npm run generate\`; those come from \`npm run bench -- --save\`.

\`npm run bench\` measures this on your machine: it builds the exporter, gets what it compares with
(blackbox_exporter, nginx and Prometheus: those on the PATH, else Debian's), and prints the tables below. All raw values,
with the environment, are in \`bench-results/\`.

${reports.map(([bench, report]) => section(bench, report)).join("\n\n")}

## How it is measured

- **What runs** is \`exporter/dist/main.js\`, with the flags for Node of its first line, as users run it, and a catalog of many
  http checks, each an integration of its own with title, group and team. Where there are two cores and \`taskset\`, what is
  measured has one to itself, and targets, drivers and scrapers share the others. The peer gets the same core, and
  \`GOMAXPROCS=1\`.
- **Ours and the peer take turns**, and which of them is first changes with each pair. A ratio is ours divided by the peer's,
  the median of the pairs; a value is the median of all. What slows the machine for a while slows both sides of a pair.
- **CPU time** is what the operating system counts for the whole process, threads and kernel included (\`/proc/PID/stat\`),
  divided by the probes that succeeded meanwhile, after a warm-up as long: V8 goes on compiling what probes run through, and
  in the first seconds they cost nearly twice as much.
- **Nothing is made cheaper than it is.** The target refuses a connection that is used twice and a TLS session that is
  resumed: such a probe would have failed and not counted. A scrape of all results, compressed as Prometheus asks for it,
  falls into each window of ours; the peer hands its results out with each probe, over connections that its driver keeps,
  and uncompressed, which spares it what Prometheus would ask for.
- **The error of a duration** is what a prober told minus the 20 ms that the target waits, of every probe of the window and
  not of a sample. Ours is scraped every 5 s meanwhile; the peer renders a few lines with each probe.
- **For how long the event loop was blocked** says a histogram of Node's (\`monitorEventLoopDelay\`, 1 ms) in the process, asked
  before and after. The peer of a scrape is prom-client with the same series, all as gauges, its cheapest kind.
- **Lateness** is the exporter's own histogram \`integration_exporter_probe_lateness_seconds\` of the whole run, start included;
  its quantiles are interpolated as PromQL does.

## Where the time goes

The goals beside the figures are what this project set itself; one that is marked as missed is open work. Where \`perf\` sees
the time of an http probe, at 500 a second:

- 41 % in the kernel, for sockets and for waiting on them. A bare socket of Node's pays that too.
- 28 % in V8's own code: promises, objects that are made and copied, maps, strings, the ways into JavaScript and out of it.
- 19 % in JavaScript, three quarters of it ours, in small pieces, few above 1 %: status, series, the reader of HTTP
  ([decision 0026](decisions/0026-http-is-ours.md)), timers, sockets.
- 9 % in Node's C++ and in libc.
- 3 % in the garbage collector; 10 % at the limit, where 64 probes are under way and all of theirs is copied each time. A probe
  allocates about 36 kB; what costs is what outlives it ([decision 0018](decisions/0018-cost-and-truth-of-a-probe.md) tells
  what V8 did before). Of the build before, a young generation of 16 MB instead of 8 took 2 % off a probe at 500 a second and
  3 to 9 % at the limit, but resident memory came to 149 MB at 1,000 checks and 379 at 10,000, with a heap that grew by 50 %
  and no more.
- Of a TLS handshake 0.22 ms go into the first message, half of it the key of the hybrid post-quantum exchange, which stays:
  a probe sends credentials. To look at the certificate takes 0.05 ms; all that Node tells of one would take twice that, so
  Node, which judges the name in it, is given the names only.
- The error of a duration is the event loop's: a probe waits while another's socket, a collection (1 to 2 ms) or a piece of
  a scrape has its turn. Without any scrape it is about as large as the peer's.

Memory at 10,000 checks is the text of 750,000 series (68 MB), their values and the hours of probes (together with the text
110 MB), a second copy of the pages that changed while a scrape was on its way, 75 MB of V8's live heap, and what it has not
collected or not given back yet: the first line of main.ts lets the heap grow by 70 % beyond what lives, and keeps one arena of
malloc instead of one for each thread. What a start took beyond that V8 gave back after two or three minutes, in some runs
later. The catalog's trees are another process's, and go with it ([decision 0017](decisions/0017-catalog-read-apart.md)). What
lives of one more check with its 75 series is 16.3 KiB, by full collections that were asked for with 1,000 and with 10,000
checks.

The hour of probes that each status is judged by has its whole size from the start, 12 bytes a probe: it does not grow until
its end. What lives hardly grows: with 1,000 checks, full collections that were asked for left 23.9, 24.1, 24.3 and 24.4 MB of
heap after 10, 50, 90 and 150 reloads, which came as fast as they could and changed ten checks each. Resident memory goes up and down like a saw, a tooth in fifty minutes: in the run above it
rose from 133 MB in minute 6 to 151 in minute 50, fell at once by 28 MB, as when V8 collects the whole heap, which it had let
grow by 70 % (not traced here), and rose again as before: to 145 MB in the 24th minute of the start, to 146 in the 21st after the
fall. So a straight line through one tooth tells of garbage, and through a fall of none: its figure above is no proof in either
direction. One of 54 minutes, of commit d58f387, had 12 MB/h, and is about as long as a tooth; one of 140 minutes, of c2559fd, 2.2.

A reload has no work to do in one piece. The process that reads the catalog is started by a shell that stays, for Linux copies
the page tables of whoever starts one: of the exporter's with 10,000 checks that was a block of 10 to 28 ms, of commit 3444a5d
and before. Of what did not change nothing is made, and what changed is applied four integrations at a time. By a timer of 1 ms in
the process, four reloads of 10,000 checks, a minute after the start and later, had no block above 7 ms; of the commit before
them each of four had one of 10 to 11 ms at its start and three one of 11 to 14 ms at its end, when V8 moved aside what had
arrived. What remains are the collections that come without a reload too: the end of one of the whole heap took 9 to 10 ms there.

A start of 10,000 checks takes 0.8 s of CPU of the process that reads the catalog, and 1.6 s of the exporter's, a third of it
the garbage collector's on what stays. On one core they come one after the other. A heap of 200 MB from the start took 0.2 s
off the exporter's share, and would let a small exporter keep as much garbage.

## Limits

- Two cores and one machine: targets, drivers and kernel share memory bandwidth and caches with what is measured, and there
  is no network between them. Compare ratios; values are this machine's. It shares its host, too: of the
  five pairs above, the ratios of http lie between 0.52 and 0.65, those of https between 0.91 and 1.13, those of the most probes
  between 1.71 and 2.09. Runs of other days came to 0.559, 0.938, 2.46 (most probes) and 0.954 (the error's p99), of commit
  1cb22a0, whose probe is today's but for a shared empty buffer; and to 0.611, 0.952, 1.94 and 0.904, of c0ccf46. So the most
  probes lie on either side of their goal, and https just below its own. With both builds at once on one core, a probe of 1cb22a0
  took 0.94 of the CPU of c0ccf46's at 500 a second and 0.90 at the limit, when it still read into one buffer for
  all sockets (decision 0018), which is worth less than 1 %.
- blackbox_exporter does less: no schedule, no state, no breakers. Prometheus does that for it, and its cost is not counted
  here.
- Probing is one thread's work: about the figure of "most probes on one core" above is the end, whatever the number of cores.

## Past one machine, or past one core

Split the catalog over several exporters, each with its own file and its own address, and let one Prometheus scrape them
all under the job \`integration_exporter\`. Rules and dashboards join on \`integration\`, so an id must not stand in two files;
keep together what depends on each other, for \`depends_on\` names integrations of the same file only. A longer interval is
cheaper than another machine: 30 s find an outage as surely as 10 s do, twenty seconds later.
`;

const WHAT: Record<BenchName, { title: string; says: string }> = {
  probe: {
    title: "A probe",
    says: "Against blackbox_exporter: 500 http probes per second, 200 over https, as many as one core can do, and how true the durations are that are told under load.",
  },
  scrape: {
    title: "A scrape",
    says: "1,000 and 10,000 integrations, one check each at 30 s, while they are probed.",
  },
  scale: {
    title: "Many checks",
    says: "1,000 and 10,000 checks at 30 s, scraped every 15 s, then a reload that changes 10 of them.",
  },
  soak: {
    title: "A long run",
    says: "1,000 checks at 30 s, a tenth of whose upstreams refuse, hang or answer garbage; a scrape every 15 s and a reload that changes 10 checks every minute.",
  },
};

function section(bench: BenchName, report: Report | undefined): string {
  const { title, says } = WHAT[bench];
  if (!report) return `## ${title}\n\n${says}\n\nNot measured yet: \`npm run bench -- ${bench} --save\`.`;
  const parts = [
    `## ${title}`,
    says,
    markdownTable(report.figures),
    `![${title}: every value measured, with medians](performance/${bench}.svg)`,
    [environmentText(report), ...report.notes].join(" "),
  ];
  return parts.join("\n\n");
}

function environmentText({ environment, startedAt }: Report): string {
  const { cpu, cores, memoryGB, kernel, node, versions, commit, pinning }: Environment = environment;
  const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `Measured ${startedAt.slice(0, 10)} at commit ${commit} on ${cpu}, ${cores} cores, ${memoryGB} GB, ${kernel}, Node ${node}, ${peers.join(", ")}; ${pinning}.`;
}
