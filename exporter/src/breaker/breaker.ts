/**
 * The circuit breaker of a check: after too many failures it lets no probe through for a while, then one trial,
 * and waits twice as long each time the trial fails. It slows probing of a sick upstream; it never ends it.
 */
import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  CountBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhenResult,
  type IBreaker,
} from "cockatiel";
import type { BreakerSettings, Circuit, Instant, ProbeResult, Ran } from "../contract.ts";

export interface Breaker {
  readonly circuit: Circuit;
  /** Runs `probe` when the circuit allows it. Failed results count; what `probe` throws does not and passes through. */
  run(probe: () => Promise<Ran>): Promise<ProbeResult>;
}

/** Opens when either of its two rules does: a run of failures, or too large a share of them. */
class EitherBreaker implements IBreaker {
  readonly rules: readonly [IBreaker, IBreaker];

  constructor(first: IBreaker, second: IBreaker) {
    this.rules = [first, second];
  }

  get state(): unknown {
    return this.rules.map((rule) => rule.state);
  }

  set state(states: unknown) {
    this.rules.forEach((rule, index) => {
      rule.state = (states as unknown[])[index];
    });
  }

  success(state: CircuitState): void {
    for (const rule of this.rules) rule.success(state);
  }

  failure(state: CircuitState): boolean {
    // Both must hear of it: `||` would keep the second from counting.
    return this.rules.map((rule) => rule.failure(state)).includes(true);
  }
}

/** @param onChange told of each change of state, at once: the trial of a half-open circuit is seen while it runs. */
export const createBreaker = (settings: BreakerSettings, onChange: (circuit: Circuit) => void): Breaker =>
  new LazyBreaker(settings, onChange);

/**
 * Without a policy until the first failure: most checks never have one, and it takes 2.4 kB for each. A class, as closures
 * would take 0.7 kB before it.
 */
class LazyBreaker implements Breaker {
  circuit: Circuit = CLOSED;
  readonly #settings: BreakerSettings;
  readonly #onChange: (circuit: Circuit) => void;
  #policy: CircuitBreakerPolicy | undefined;
  /** Before the first failure; no more than the share is of. */
  #successes = 0;

  constructor(settings: BreakerSettings, onChange: (circuit: Circuit) => void) {
    this.#settings = settings;
    this.#onChange = onChange;
  }

  async run(probe: () => Promise<Ran>): Promise<ProbeResult> {
    if (!this.#policy) return this.#count(await probe());
    try {
      return await this.#policy.execute(probe);
    } catch (error) {
      if (error instanceof BrokenCircuitError && this.circuit.at === "open") {
        return { outcome: "skipped", until: this.circuit.until };
      }
      throw error;
    }
  }

  /** A failure is the first that the policy hears of. */
  #count(result: Ran): Ran | Promise<Ran> {
    if (result.outcome === "success") {
      this.#successes = Math.min(this.#successes + 1, this.#settings.windowProbes);
      return result;
    }
    this.#policy = this.#begin();
    return this.#policy.execute(() => result);
  }

  #begin(): CircuitBreakerPolicy {
    let openSeconds = this.#settings.openSeconds;
    const policy = createPolicy(this.#settings, this.#successes, (seconds) => {
      openSeconds = seconds;
    });
    policy.onStateChange((state) => {
      this.circuit = asCircuit(state, () => Date.now() / 1000 + openSeconds);
      this.#onChange(this.circuit);
    });
    return policy;
  }
}

const CLOSED: Circuit = { at: "closed" };

function createPolicy(
  settings: BreakerSettings,
  successes: number,
  onOpenSeconds: (seconds: number) => void,
): CircuitBreakerPolicy {
  const share = new CountBreaker({
    threshold: settings.failureRatio,
    size: settings.windowProbes,
    minimumNumberOfCalls: settings.minimumProbes,
  });
  for (let i = 0; i < successes; i++) share.success(CircuitState.Closed);
  return circuitBreaker(
    handleWhenResult((result) => (result as Ran).outcome === "failure"),
    {
      breaker: new EitherBreaker(new ConsecutiveBreaker(settings.consecutiveFailures), share),
      halfOpenAfter: new DelegateBackoff(({ attempt }) => {
        const seconds = Math.min(settings.openSeconds * 2 ** (attempt - 1), settings.maxOpenSeconds);
        onOpenSeconds(seconds);
        return seconds * 1000;
      }),
    },
  );
}

function asCircuit(state: CircuitState, until: () => Instant): Circuit {
  if (state === CircuitState.Open) return { at: "open", until: until() };
  return { at: state === CircuitState.HalfOpen ? "half_open" : "closed" };
}
