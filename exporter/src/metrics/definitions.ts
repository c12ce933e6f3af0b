/**
 * Every metric of the exporter, named once: the recorder, the documentation, the dashboards and the tests of
 * the rules read this list. Base units, `_total` on counters only, timestamps rather than ages, labels from
 * closed sets (Prometheus' guide to writing exporters).
 */
import { CIRCUIT_STATES, DELIVERY_RESULTS, type Observes, PHASES, REASONS, STATUSES } from "../contract.ts";

export interface MetricDefinition {
  name: string;
  type: "gauge" | "counter" | "histogram";
  help: string;
  /** In the order of exposition. */
  labels: readonly string[];
  /** The values of a label whose set is closed; such a family has a series for each from the first scrape. */
  closed?: Readonly<Record<string, readonly string[]>>;
  /** The label whose values a check's provider declares: series for those from the first scrape, none for other checks. */
  declared?: { label: string; by: "quotas" | "environments" | "inventory" };
  /** Only checks whose provider says that they tell it have the series. */
  onlyWhere?: keyof Observes;
}

const CHECK = ["integration", "check"] as const;
const INTEGRATION = ["integration"] as const;

const defineMetrics = <Key extends string>(metrics: Record<Key, MetricDefinition>) => metrics;

/** Buckets of probe durations in seconds, before the catalog's own thresholds join them. */
export const DURATION_BUCKETS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;
export const LATENESS_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30] as const;

/** Measured per check, or derived from what was measured. NaN where nothing has been measured yet. */
export const PROBE_METRICS = defineMetrics({
  up: {
    name: "integration_up",
    type: "gauge",
    help: "Whether the last probe succeeded; NaN before the first.",
    labels: CHECK,
  },
  probeDuration: {
    name: "integration_probe_duration_seconds",
    type: "histogram",
    help: "Duration of successful probes.",
    labels: CHECK,
  },
  lastProbeDuration: {
    name: "integration_last_probe_duration_seconds",
    type: "gauge",
    help: "Duration of the last probe, successful or not; NaN before the first.",
    labels: CHECK,
  },
  probePhase: {
    name: "integration_probe_phase_seconds",
    type: "gauge",
    help: "Duration of each phase of the last probe, measured at the socket; 0 for a phase that it did not reach.",
    labels: [...CHECK, "phase"],
    closed: { phase: PHASES },
  },
  probes: { name: "integration_probes_total", type: "counter", help: "Probes that ran.", labels: CHECK },
  probeFailures: {
    name: "integration_probe_failures_total",
    type: "counter",
    help: "Probes that failed, by reason.",
    labels: [...CHECK, "reason"],
    closed: { reason: REASONS },
  },
  probeRetries: {
    name: "integration_probe_retries_total",
    type: "counter",
    help: "Attempts beyond the first of a probe.",
    labels: CHECK,
  },
  failureReason: {
    name: "integration_failure_reason",
    type: "gauge",
    help: "Why the last probe failed: 1 for its reason, 0 for the others; all 0 after a success.",
    labels: [...CHECK, "reason"],
    closed: { reason: REASONS },
  },
  successRatio: {
    name: "integration_success_ratio",
    type: "gauge",
    help: "Share of successful probes over the status window (1 h); NaN before the first probe.",
    labels: CHECK,
  },
  consecutiveFailures: {
    name: "integration_consecutive_failures",
    type: "gauge",
    help: "Failed probes since the last success.",
    labels: CHECK,
  },
  lastProbe: {
    name: "integration_last_probe_timestamp_seconds",
    type: "gauge",
    help: "When the last probe started; NaN before the first.",
    labels: CHECK,
  },
  lastSuccess: {
    name: "integration_last_success_timestamp_seconds",
    type: "gauge",
    help: "When the last successful probe started; NaN before the first.",
    labels: CHECK,
  },
  probeInterval: {
    name: "integration_probe_interval_seconds",
    type: "gauge",
    help: "Seconds between probes now: the catalog's interval, or longer while it backs off, its circuit is open, or the upstream asked for time.",
    labels: CHECK,
  },
  circuitBreakerState: {
    name: "integration_circuit_breaker_state",
    type: "gauge",
    help: "State of the circuit breaker: 1 for the current one, 0 for the others.",
    labels: [...CHECK, "state"],
    closed: { state: CIRCUIT_STATES },
  },
  circuitBreakerTransitions: {
    name: "integration_circuit_breaker_transitions_total",
    type: "counter",
    help: "Changes of the circuit breaker's state, by the state entered.",
    labels: [...CHECK, "to"],
    closed: { to: CIRCUIT_STATES },
  },
  circuitBreakerOpenUntil: {
    name: "integration_circuit_breaker_open_until_timestamp_seconds",
    type: "gauge",
    help: "When an open circuit breaker allows its next trial; NaN while it is not open.",
    labels: CHECK,
  },
  checkStatus: {
    name: "integration_check_status",
    type: "gauge",
    help: "Status of a check over the status window: 1 for the current one, 0 for the others.",
    labels: [...CHECK, "status"],
    closed: { status: STATUSES },
  },
  status: {
    name: "integration_status",
    type: "gauge",
    help: "Status of an integration, the worst of its checks: 1 for the current one, 0 for the others.",
    labels: [...INTEGRATION, "status"],
    closed: { status: STATUSES },
  },
  certificateExpiry: {
    name: "integration_tls_certificate_expiry_timestamp_seconds",
    type: "gauge",
    help: "When the certificate that the upstream showed expires; NaN before one was seen.",
    labels: CHECK,
  },
  inventory: {
    name: "integration_inventory",
    type: "gauge",
    help: "How many things of a kind the upstream listed when last seen; NaN before.",
    labels: [...CHECK, "kind"],
    declared: { label: "kind", by: "inventory" },
  },
  inventoryFingerprint: {
    name: "integration_inventory_fingerprint",
    type: "gauge",
    help: "Hash of the sorted names that the upstream listed: changes() of it counts drift; NaN before one was seen.",
    labels: [...CHECK, "kind"],
    declared: { label: "kind", by: "inventory" },
  },
  quotaLimit: {
    name: "integration_quota_limit",
    type: "gauge",
    help: "What a full quota holds; NaN where the upstream did not tell.",
    labels: [...CHECK, "quota"],
    declared: { label: "quota", by: "quotas" },
  },
  quotaRemaining: {
    name: "integration_quota_remaining",
    type: "gauge",
    help: "What is left of a quota; NaN before the upstream told.",
    labels: [...CHECK, "quota"],
    declared: { label: "quota", by: "quotas" },
  },
  quotaReset: {
    name: "integration_quota_reset_timestamp_seconds",
    type: "gauge",
    help: "When a quota is full, or begins to grow, again; NaN where the upstream did not tell.",
    labels: [...CHECK, "quota"],
    declared: { label: "quota", by: "quotas" },
  },
  environmentStatus: {
    name: "integration_environment_status",
    type: "gauge",
    help: "Status of a part of the upstream: 1 for the current one, 0 for the others; all 0 before it was seen.",
    labels: [...CHECK, "environment", "status"],
    closed: { status: STATUSES },
    declared: { label: "environment", by: "environments" },
  },
  activity: {
    name: "integration_activity_timestamp_seconds",
    type: "gauge",
    help: "When something last happened at the upstream (a push, a deployment, a document); NaN before one was seen.",
    labels: CHECK,
    onlyWhere: "activity",
  },
  reportedStatus: {
    name: "integration_vendor_status",
    type: "gauge",
    help: "What the vendor's status page says: 1 for the current status, 0 for the others; unknown while it says nothing.",
    labels: [...CHECK, "status"],
    closed: { status: STATUSES },
    onlyWhere: "reported",
  },
  versionInfo: {
    name: "integration_version_info",
    type: "gauge",
    help: "Always 1; the version that the upstream tells of itself, and the protocol that it was asked in, where its provider tells.",
    labels: [...CHECK, "version", "protocol"],
  },
});

/** The catalog, exported so that fixed rules, routes and dashboards can join on it. */
export const CATALOG_METRICS = defineMetrics({
  info: {
    name: "integration_info",
    type: "gauge",
    help: "Always 1; who owns an integration and where it belongs.",
    labels: [...INTEGRATION, "title", "group", "project", "team", "channel", "email", "lifecycle"],
  },
  checkInfo: {
    name: "integration_check_info",
    type: "gauge",
    help: "Always 1; what kind of probe a check is.",
    labels: [...CHECK, "provider"],
  },
  dependency: {
    name: "integration_dependency",
    type: "gauge",
    help: "Always 1; an integration and one that it depends on, directly or only through others.",
    labels: [...INTEGRATION, "depends_on", "direct"],
  },
  latencyThreshold: {
    name: "integration_latency_threshold_seconds",
    type: "gauge",
    help: "Above this p95 a check is degraded, or down.",
    labels: [...CHECK, "level"],
  },
  sloObjective: {
    name: "integration_slo_objective_ratio",
    type: "gauge",
    help: "Objective of an integration: share of probes that succeed (availability), or that are fast enough (latency).",
    labels: [...INTEGRATION, "slo"],
  },
  sloLatency: {
    name: "integration_slo_latency_threshold_seconds",
    type: "gauge",
    help: "Fast enough for the latency objective; a bucket of the duration histogram.",
    labels: INTEGRATION,
  },
  replacement: {
    name: "integration_replacement",
    type: "gauge",
    help: "Always 1; a deprecated or discontinued integration and the one that takes its place.",
    labels: [...INTEGRATION, "replaced_by"],
  },
  console: {
    name: "integration_console_info",
    type: "gauge",
    help: "Always 1; where people manage an integration at its vendor's.",
    labels: [...INTEGRATION, "url"],
  },
  note: {
    name: "integration_note",
    type: "gauge",
    help: "Always 1; what one should know of an integration.",
    labels: [...INTEGRATION, "note"],
  },
  teamInfo: {
    name: "integration_team_info",
    type: "gauge",
    help: "Always 1; a team and whom to reach in an emergency.",
    labels: ["team", "title", "contact"],
  },
  escalation: {
    name: "integration_escalation_seconds",
    type: "gauge",
    help: "How long after a page who is told next, while nobody answers.",
    labels: ["team", "step", "to"],
  },
  responseSla: {
    name: "integration_response_sla_seconds",
    type: "gauge",
    help: "How fast the owning team promises to respond.",
    labels: INTEGRATION,
  },
  cost: {
    name: "integration_cost_dollars_per_month",
    type: "gauge",
    help: "Estimated cost as a range.",
    labels: [...INTEGRATION, "bound"],
  },
  costBudget: {
    name: "integration_cost_budget_dollars_per_month",
    type: "gauge",
    help: "What an integration may cost.",
    labels: INTEGRATION,
  },
  trialEnd: {
    name: "integration_trial_end_timestamp_seconds",
    type: "gauge",
    help: "When a piloted integration must have been made active, or given up.",
    labels: INTEGRATION,
  },
  maintenance: {
    name: "integration_maintenance",
    type: "gauge",
    help: "1 while a maintenance window of the catalog lasts: nobody is paged.",
    labels: INTEGRATION,
  },
  maintenanceEnd: {
    name: "integration_maintenance_end_timestamp_seconds",
    type: "gauge",
    help: "When the maintenance that lasts now ends; NaN while none lasts.",
    labels: INTEGRATION,
  },
  links: {
    name: "integration_exporter_links_info",
    type: "gauge",
    help: "Always 1; where people find runbooks and dashboards. Alerts build their links from it.",
    labels: ["runbooks", "dashboards"],
  },
});

const SECRET = ["secret"] as const;

/** The inventory of secrets: names and dates, never a value, a length or a hash of one. */
export const SECRET_METRICS = defineMetrics({
  secretInfo: {
    name: "integration_secret_info",
    type: "gauge",
    help: "Always 1; who owns a secret.",
    labels: [...SECRET, "team", "channel", "email"],
  },
  secretPresent: {
    name: "integration_secret_present",
    type: "gauge",
    help: "Whether a secret of the inventory is there.",
    labels: SECRET,
  },
  secretRequired: {
    name: "integration_secret_required",
    type: "gauge",
    help: "Whether something fails without the secret.",
    labels: SECRET,
  },
  secretRotated: {
    name: "integration_secret_last_rotation_timestamp_seconds",
    type: "gauge",
    help: "When a secret was last changed; NaN where nobody knows.",
    labels: SECRET,
  },
  secretDue: {
    name: "integration_secret_rotation_due_timestamp_seconds",
    type: "gauge",
    help: "When a secret must be changed again; NaN without a period or a last change.",
    labels: SECRET,
  },
  secretExpiry: {
    name: "integration_secret_expiry_timestamp_seconds",
    type: "gauge",
    help: "When its issuer lets a secret run out; NaN where the catalog does not say.",
    labels: SECRET,
  },
});

/** What vendors call with, judged by its signature. */
export const WEBHOOK_METRICS = defineMetrics({
  deliveries: {
    name: "integration_webhook_deliveries_total",
    type: "counter",
    help: "Calls of a webhook, by what their signature says; one that breaks off in the middle is not counted.",
    labels: [...INTEGRATION, "webhook", "result"],
    closed: { result: DELIVERY_RESULTS },
  },
});

/** The exporter about itself; Node's and the process's own metrics come from the client library. */
export const EXPORTER_METRICS = defineMetrics({
  buildInfo: {
    name: "integration_exporter_build_info",
    type: "gauge",
    help: "Always 1; what is running.",
    labels: ["version", "nodeversion"],
  },
  reloadSuccessful: {
    name: "integration_exporter_config_last_reload_successful",
    type: "gauge",
    help: "Whether the last load of the catalog succeeded; after a failure the catalog before it stays in force.",
    labels: [],
  },
  reloadTime: {
    name: "integration_exporter_config_last_reload_success_timestamp_seconds",
    type: "gauge",
    help: "When the catalog in force was loaded.",
    labels: [],
  },
  lateness: {
    name: "integration_exporter_probe_lateness_seconds",
    type: "histogram",
    help: "How long after its due time a probe started.",
    labels: [],
  },
  probesRunning: {
    name: "integration_exporter_probes_running",
    type: "gauge",
    help: "Probes under way.",
    labels: [],
  },
  probesWaiting: {
    name: "integration_exporter_probes_waiting",
    type: "gauge",
    help: "Probes that are due and wait for the cap on concurrency.",
    labels: [],
  },
});

export const ALL_METRICS: readonly MetricDefinition[] = [
  ...Object.values(PROBE_METRICS),
  ...Object.values(CATALOG_METRICS),
  ...Object.values(SECRET_METRICS),
  ...Object.values(WEBHOOK_METRICS),
  ...Object.values(EXPORTER_METRICS),
];
