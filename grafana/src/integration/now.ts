/** One integration: how it is, since when, and whose fault it is. */
import { BigValueColorMode, BigValueTextMode } from "@grafana/grafana-foundation-sdk/common";
import { MappingType, type ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import { FAULT_MAPPING, fault } from "../faults.ts";
import { catalog, FAILURE_WORDS, probe, worstState } from "../metrics.ts";
import { stat } from "../panels.ts";
import { mappingOf, STATUS, VENDOR } from "../states.ts";
import { ONE } from "../variables.ts";

const NO_MAINTENANCE: ValueMap = {
  type: MappingType.ValueToText,
  options: { 0: { text: "none now", index: 0 } },
};

export const status = () =>
  stat({
    title: "Status",
    description:
      "The worst of its checks, over the last hour of probes. Down: read 'Failing because' below, then what it depends on.",
    series: [{ expr: worstState(STATUS, ONE, "integration"), legend: "status" }],
    unit: "none",
  })
    .mappings([mappingOf(STATUS)])
    .noValue("Not in the catalog");

export const whose = () =>
  stat({
    title: "Theirs or ours?",
    description:
      "By why its probes fail, what its vendor says and what it depends on. Ours: a credential, a quota or our configuration. " +
      "Network: compare with other integrations. Theirs: tell the team, watch the vendor's page, page nobody else. " +
      "A dependency's: begin there. Slow, or just back: no probe fails now, the last hour counts still.",
    series: [{ expr: fault(ONE), legend: "fault" }],
    unit: "none",
  })
    .mappings([FAULT_MAPPING])
    .noValue("No probe yet");

export const reasons = () =>
  stat({
    title: "Failing because",
    description:
      "Why its checks failed last. Credential rejected: renew the secret; rate limit reached: ask less often; quota spent: pay or " +
      "wait; timed out, cannot connect, name does not resolve: our network first; a server error: the vendor's.",
    series: [{ expr: `max by (words) (${FAILURE_WORDS}{${ONE}})`, legend: "{{words}}" }],
    unit: "none",
  })
    .textMode(BigValueTextMode.Name)
    .colorMode(BigValueColorMode.None)
    .noValue("Nothing fails");

/** When it ends; 0 while there is none. */
export const maintenance = () =>
  stat({
    title: "Maintenance until",
    description:
      "While planned work lasts nobody is paged, and no error budget is spent. It ends in the catalog.",
    series: [
      {
        expr: `max(${catalog.maintenanceEnd}{${ONE}} >= 0) * 1000 or max(${catalog.maintenance}{${ONE}})`,
        legend: "until",
      },
    ],
    unit: "dateTimeFromNow",
  })
    .mappings([NO_MAINTENANCE])
    .colorMode(BigValueColorMode.None)
    .noValue("Not in the catalog");

/** When it last had another status than now, to the minute. */
export const since = () =>
  stat({
    title: "Since",
    description:
      "How long it has had this status; compare with your deployments and the vendor's status page.",
    series: [
      {
        expr:
          `max(max_over_time(timestamp(max by (status) (${probe.status}{${ONE}}) == 0)[7d:1m])` +
          ` and on (status) max by (status) (${probe.status}{${ONE}}) == 1) * 1000`,
        legend: "since",
      },
    ],
    unit: "dateTimeFromNow",
  })
    .colorMode(BigValueColorMode.None)
    .noValue("as far back as we know");

export const vendor = () =>
  stat({
    title: "The vendor says",
    description:
      "The vendor's own status page. Healthy there and failing here: look at our credential, network and configuration first.",
    series: [{ expr: worstState(VENDOR, ONE, "integration"), legend: "status page" }],
    unit: "none",
  })
    .mappings([mappingOf(VENDOR)])
    .noValue("No status page in the catalog");
