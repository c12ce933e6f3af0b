import { expect, test } from "@jest/globals";
import type { Report } from "../bench/results.ts";
import { page } from "./performance.ts";

const REPORT: Report = {
  bench: "probe",
  startedAt: "2026-01-02T03:04:05.000Z",
  environment: {
    cpu: "AMD EPYC",
    cores: 2,
    memoryGB: 8,
    kernel: "linux 6.12",
    node: "v24.21.0",
    versions: { blackbox_exporter: "0.28.0" },
    commit: "abc1234",
    pinning: "what is measured on core 0",
  },
  figures: [
    {
      name: "CPU per probe, http",
      unit: "ms",
      goal: { of: "ratio", atMost: 0.6 },
      ours: [0.4],
      peer: { name: "blackbox_exporter", values: [0.8] },
    },
  ],
  series: [],
  notes: ["A note."],
};

test("what was measured stands with its table, its plot, and where and with what it was measured", () => {
  const text = page([["probe", REPORT]]);

  expect(text).toContain("| CPU per probe, http | 0.5 | <= 0.6 | reached | 0.4 ms | 0.8 ms |");
  expect(text).toContain("(performance/probe.svg)");
  expect(text).toContain(
    "Measured 2026-01-02 at commit abc1234 on AMD EPYC, 2 cores, 8 GB, linux 6.12, Node v24.21.0, blackbox_exporter 0.28.0; what is measured on core 0. A note.",
  );
});

test("what was not measured yet says how to", () => {
  expect(page([["soak", undefined]])).toContain("Not measured yet: `npm run bench -- soak --save`.");
});
