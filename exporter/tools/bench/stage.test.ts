import { describe, expect, test } from "@jest/globals";
import { pauseUnless, whileRunning } from "./stage.ts";

describe("whileRunning", () => {
  const server = (name: string, stopped: string[]) => ({ stop: async () => void stopped.push(name) });

  test("stops what was started, the last first, and hands on the result", async () => {
    const stopped: string[] = [];

    const result = await whileRunning(async (keep) => {
      await keep(Promise.resolve(server("target", stopped)));
      await keep(Promise.resolve(server("exporter", stopped)));
      expect(stopped).toEqual([]);
      return "measured";
    });

    expect(result).toBe("measured");
    expect(stopped).toEqual(["exporter", "target"]);
  });

  test("stops what was started when the next does not start", async () => {
    const stopped: string[] = [];

    const running = whileRunning(async (keep) => {
      await keep(Promise.resolve(server("target", stopped)));
      await keep(Promise.reject<never>(new Error("does not start")));
    });

    await expect(running).rejects.toThrow("does not start");
    expect(stopped).toEqual(["target"]);
  });

  test("a process that ended by itself is told in place of the failure that followed from it", async () => {
    const dead = {
      stop: async () => {},
      ended: Promise.resolve("ended with exit code 134"),
      output: () => "out of memory",
    };

    const running = whileRunning(async (keep) => {
      await keep(Promise.resolve(dead));
      throw new Error("connect ECONNREFUSED");
    });

    await expect(running).rejects.toThrow(
      "a process ended with exit code 134. Its last words:\nout of memory",
    );
  });
});

test("a pause ends at once when all is to end", async () => {
  const ending = new AbortController();
  const pausing = pauseUnless(ending.signal)(3600);

  ending.abort();

  await expect(pausing).rejects.toThrow("aborted");
});
