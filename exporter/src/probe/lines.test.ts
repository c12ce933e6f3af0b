import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { z } from "zod";
import { check } from "../../test/samples.ts";
import { FAULTS, startUpstream, type Upstream } from "../../test/upstream.ts";
import { systemClock } from "../clock.ts";
import type { ProbeContext, Verdict } from "../contract.ts";
import { createMemory } from "./memory.ts";
import { createProbe } from "./probe.ts";

/** For upstreams that never answer. */
const SHORT_SECONDS = 0.3;

const config = z.object({ url: z.string() });
const provider = {
  ...{ id: "fake", title: "", description: "", config, example: { url: "" } },
  async probe({ url }: z.infer<typeof config>, { http }: ProbeContext): Promise<Verdict> {
    const answer = await http({ url, maxBodyBytes: 100_000 });
    if (!answer.ok) return answer;
    return { ok: true, version: answer.body };
  },
};
const prober = createProbe({
  clock: systemClock,
  providers: new Map([["fake", provider]]),
  readSecret: () => ({ ok: true, value: "" }),
  memory: createMemory(systemClock),
});
const ask = (url: string, timeoutSeconds = 10) =>
  prober.probe(check({ provider: "fake", config: { url }, timeoutSeconds }));

/** Tells who was asked for what. */
let echo: Upstream;
let faulty: Upstream;
beforeEach(async () => {
  echo = await startUpstream(({ headers, url }, response) => response.end(`${headers.host}${url}`));
});
afterEach(async () => {
  await Promise.all([echo.close(), faulty.close()]);
});

test.each(Object.entries(FAULTS))(
  "what comes after an upstream with %s is asked as if nothing were",
  async (_, fault) => {
    faulty = await startUpstream(fault);
    for (const path of ["/first", "/second"]) {
      await Promise.all([ask(faulty.url, SHORT_SECONDS), ask(faulty.url, SHORT_SECONDS)]);
      expect(await Promise.all([ask(`${echo.url}${path}`), ask(`${echo.url}/beside`)])).toMatchObject([
        { outcome: "success", attempts: 1, observations: { version: `127.0.0.1:${echo.port}${path}` } },
        { outcome: "success", attempts: 1, observations: { version: `127.0.0.1:${echo.port}/beside` } },
      ]);
    }
  },
);

test("what comes after an upstream that refused is asked as if nothing were", async () => {
  faulty = await startUpstream(() => {});
  await faulty.close();
  expect(await ask(faulty.url)).toMatchObject({ outcome: "failure", reason: "connect" });
  expect(await ask(`${echo.url}/after`)).toMatchObject({ outcome: "success" });
});
