/** What a probe did that no provider may do, as sentences; none when all is well. */
import {
  INVENTORY_KINDS,
  type InventoryKind,
  type Observations,
  type Observes,
  REASONS,
  type Reason,
} from "../../src/contract.ts";
import type { Evidence, Subject } from "./subject.ts";

export interface Expected {
  /** Any of these, or success when absent. */
  reasons?: readonly Reason[];
  /** What `retryAfterSeconds` must be, both ends included. */
  wait?: { least: number; most: number };
  /** Requests on the way to success. */
  requests?: number;
  /** Seconds that the phase `wait` must show. */
  waited?: number;
}

export const breaches = (subject: Subject, evidence: Evidence, expected: Expected): string[] => [
  ...wrongOutcome(evidence, expected),
  ...leaks(subject, evidence),
  ...undeclared(subject.provider.observes?.(subject.check.config as never) ?? {}, evidence.ran.observations),
];

function wrongOutcome({ ran, requests }: Evidence, expected: Expected): string[] {
  const { reasons, wait, waited = 0, requests: most = Number.POSITIVE_INFINITY } = expected;
  if (ran.outcome === "failure") {
    const told = `${ran.reason} (${ran.detail})`;
    if (!reasons) return [`must succeed, got ${told}`];
    if (!REASONS.includes(ran.reason)) return [`the reason ${told} is none of the closed set`];
    if (!reasons.includes(ran.reason)) return [`the reason must be ${reasons.join(" or ")}, got ${told}`];
    const after = ran.retryAfterSeconds ?? Number.NaN;
    return !wait || (after >= wait.least && after <= wait.most)
      ? []
      : [`must wait ${wait.least} to ${wait.most} s before the next probe, got ${ran.retryAfterSeconds}`];
  }
  if (reasons) return [`must fail with ${reasons.join(" or ")}, but succeeds`];
  return [
    ...(requests > most ? [`sends ${requests} requests where ${most} are allowed`] : []),
    ...(ran.phases.wait < waited ? [`phase wait shows ${ran.phases.wait} s of at least ${waited} s`] : []),
  ];
}

function leaks({ secrets }: Subject, { ran, trace, metrics }: Evidence): string[] {
  const outputs = { result: JSON.stringify(ran), trace: JSON.stringify(trace), metrics };
  return Object.entries(outputs).flatMap(([where, text]) =>
    [...secrets]
      .filter(([, value]) => disguises(value).some((form) => text.includes(form)))
      .map(([name]) => `the secret ${name} shows in the ${where}`),
  );
}

/** A secret as it is and in base64, also where something stands before it, as in Basic authentication. */
function disguises(value: string): string[] {
  const shifted = ["", "x", "xx"].map((before) =>
    // The first and last letters depend on the neighbours.
    Buffer.from(before + value)
      .toString("base64")
      .replace(/=+$/, "")
      .slice(before.length && 4, -2),
  );
  return [value, ...shifted];
}

function undeclared(observes: Observes, told: Observations): string[] {
  const missing = (what: string, declared: readonly string[] = [], names: readonly string[] = []) =>
    names
      .filter((name) => !declared.includes(name))
      .map((name) => `tells the ${what} ${name}, which observes() does not list`);
  const kinds = told.inventory?.map(({ kind }) => kind) ?? [];
  return [
    ...missing(
      "quota",
      observes.quotas,
      told.quotas?.map(({ name }) => name),
    ),
    ...missing(
      "environment",
      observes.environments,
      told.environments?.map(({ name }) => name),
    ),
    ...missing("inventory", observes.inventory, kinds),
    ...missing("activity", observes.activity ? ["time"] : [], told.activityAt === undefined ? [] : ["time"]),
    ...missing("reported", observes.reported ? ["status"] : [], told.reported ? ["status"] : []),
    ...kinds
      .filter((kind) => !INVENTORY_KINDS.includes(kind as InventoryKind))
      .map((kind) => `the inventory ${kind} is none of the closed set`),
  ];
}
