/** The exporter: what its process needs. Names are those of prom-client. */
import { lines, stacked } from "../panels.ts";
import { EXPORTERS } from "../variables.ts";

const RATE = "[$__rate_interval]";

export const eventLoop = () =>
  lines({
    title: "Event-loop lag",
    description:
      "How late timers run, since the scrape before. At rest it is 10 ms, the clock's own grain. Above 100 ms in p99: something " +
      "holds the loop or the CPU is throttled; latencies stay true, as they are taken at the socket, and probes come late.",
    series: ["p50", "p99", "max"].map((quantile) => ({
      expr: `max(nodejs_eventloop_lag_${quantile}_seconds{${EXPORTERS}})`,
      legend: quantile,
    })),
    unit: "s",
  }).noValue("No exporter");

export const cpu = () =>
  lines({
    title: "CPU",
    description:
      "100 % is one core, and about the most that the process can use. Near it: lengthen intervals, or split the catalog over several exporters.",
    series: [
      {
        expr: `max by (instance) (rate(process_cpu_seconds_total{${EXPORTERS}}${RATE}))`,
        legend: "{{instance}}",
      },
    ],
    unit: "percentunit",
  }).noValue("No exporter");

export const memory = () =>
  lines({
    title: "Memory",
    description:
      "What the process holds, its heap in use and what it keeps outside the heap. The heap climbs and falls with each collection; " +
      "its lowest points climbing for days: a leak, keep a heap snapshot before the restart.",
    series: [
      { expr: `max(process_resident_memory_bytes{${EXPORTERS}})`, legend: "resident" },
      { expr: `max(nodejs_heap_size_used_bytes{${EXPORTERS}})`, legend: "heap used" },
      { expr: `max(nodejs_external_memory_bytes{${EXPORTERS}})`, legend: "outside the heap" },
    ],
    unit: "bytes",
  }).noValue("No exporter");

export const garbage = () =>
  stacked({
    title: "Time in garbage collection",
    description:
      "Share of time that the process stands still to collect garbage. Above 5 %: memory is short, see how near the heap is to its limit.",
    series: [
      {
        expr: `max by (kind) (rate(nodejs_gc_duration_seconds_sum{${EXPORTERS}}${RATE}))`,
        legend: "{{kind}}",
      },
    ],
    unit: "percentunit",
  }).noValue("No exporter");

export const files = () =>
  lines({
    title: "Open files",
    description:
      "Share of the file descriptors that the process may open: sockets most of all. Near 100 % probes fail with reason internal or connect.",
    series: [
      {
        expr: `max by (instance) (process_open_fds{${EXPORTERS}} / process_max_fds{${EXPORTERS}})`,
        legend: "{{instance}}",
      },
    ],
    unit: "percentunit",
  }).noValue("No exporter");
