/** Every provider that speaks to an HTTP API, held to the same promises against the simulator's upstream of its name. */
import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { systemClock } from "../src/clock.ts";
import { type Provider, REASONS } from "../src/contract.ts";
import { createMemory } from "../src/probe/memory.ts";
import { loadProviders } from "../src/providers/index.ts";
import { startSimulator } from "../src/simulator/simulator.ts";
import type { Upstream } from "../src/simulator/upstream.ts";
import { breaches } from "./conformance/breaches.ts";
import { type CaseName, caseFor, NAMES } from "./conformance/cases.ts";
import { EXCEPTIONS } from "./conformance/exceptions.ts";
import { createSubject, run } from "./conformance/subject.ts";
import { FAULTS, startUpstream } from "./upstream.ts";

const simulator = await startSimulator({ clock: systemClock });
afterAll(() => simulator.stop());

const providers = await loadProviders();
const subjects = [...providers.values()].filter(({ config }) => Object.hasOwn(config.shape, "base_url"));
const page = readFileSync(resolve(import.meta.dirname, "../docs/configuration.md"), "utf8");

/** What a probe may read of a body without end: 16 MiB, and what the buffers on the way hold. */
const MOST_BYTES = 32 * 1024 * 1024;

async function hold(provider: Provider, name: CaseName): Promise<string[]> {
  const { default: upstream } = (await import(`../src/simulator/upstreams/${provider.id}.ts`)) as {
    default: Upstream;
  };
  const { fault, warm, expected, timeoutSeconds = 10 } = caseFor(name, upstream, EXCEPTIONS[provider.id]);
  const { url } = simulator.upstreams[provider.id] as { url: string };
  const subject = await createSubject(provider, url);
  const memory = createMemory(systemClock);
  if (warm) await run(subject, { memory });
  await simulator.set(provider.id, fault);
  return breaches(subject, await run(subject, { memory, timeoutSeconds }), expected);
}

async function holdAgainst(provider: Provider, answer: RequestListener) {
  const upstream = await startUpstream(answer);
  try {
    const subject = await createSubject(provider, upstream.url);
    const evidence = await run(subject);
    return { subject, evidence, written: upstream.written() };
  } finally {
    await upstream.close();
  }
}

/** An upstream that repeats what it was sent, secrets and all, wherever it can. */
const parrot =
  (status: number): RequestListener =>
  async (request, response) => {
    const message = `${request.url} ${JSON.stringify(request.headers)} ${await text(request)}`;
    const body = { message, error: message, errors: [{ message }], version: message, status: message };
    response.writeHead(status, { "content-type": "application/json", "x-echo": encodeURI(message) });
    response.end(JSON.stringify(body));
  };

for (const provider of subjects) {
  describe(`provider ${provider.id}`, () => {
    afterEach(async () => {
      if (provider.id in simulator.upstreams) await simulator.set(provider.id, undefined);
    });

    test("has a page in the documentation", () => {
      const found = page.includes(`\n## ${provider.id}: ${provider.title}\n`);
      expect(found ? "" : `docs/configuration.md has no page ${provider.id}: npm run generate`).toBe("");
    });

    if (!(provider.id in simulator.upstreams)) {
      test("has an upstream in the simulator", () => {
        throw new Error(`src/simulator/upstreams/${provider.id}.ts is missing: nothing to hold it against`);
      });
      return;
    }

    test.each(NAMES)("%s", async (name) => {
      expect(await hold(provider, name)).toEqual([]);
    });

    test("a body without end is left early", async () => {
      const { subject, evidence, written } = await holdAgainst(provider, FAULTS.endless);
      expect(breaches(subject, evidence, { reasons: ["unexpected_response"] })).toEqual([]);
      expect(written).toBeLessThan(MOST_BYTES);
    });

    test.each([200, 400, 401, 500])("no secret comes back from a parrot with status %i", async (status) => {
      const { subject, evidence } = await holdAgainst(provider, parrot(status));
      const reasons = REASONS.filter((reason) => reason !== "internal");
      const expected = evidence.ran.outcome === "success" ? {} : { reasons };
      expect(breaches(subject, evidence, expected)).toEqual([]);
    });
  });
}

test("exceptions are made for providers that exist", () => {
  expect(Object.keys(EXCEPTIONS).filter((id) => !subjects.some((provider) => provider.id === id))).toEqual(
    [],
  );
});
