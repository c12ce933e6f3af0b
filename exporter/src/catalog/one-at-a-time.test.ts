import { expect, test } from "@jest/globals";
import { oneAtATime } from "./one-at-a-time.ts";

/** A task whose runs end when they are told to. */
function controlled() {
  const runs: PromiseWithResolvers<string>[] = [];
  const ask = oneAtATime(() => {
    const run = Promise.withResolvers<string>();
    runs.push(run);
    return run.promise;
  });
  return { runs, ask };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("who asks during a run gets the one after it, shared with all who wait", async () => {
  const { runs, ask } = controlled();
  const first = ask();
  await settled();
  const [second, third] = [ask(), ask()];
  await settled();
  expect(runs).toHaveLength(1);

  runs[0]?.resolve("old");
  expect(await first).toBe("old");
  await settled();
  runs[1]?.resolve("new");
  expect(await Promise.all([second, third])).toEqual(["new", "new"]);
  expect(runs).toHaveLength(2);
});

test("a run that fails fails for those who asked, and the next one comes all the same", async () => {
  const { runs, ask } = controlled();
  const first = ask();
  await settled();
  const second = ask();
  runs[0]?.reject(new Error("broken"));
  await expect(first).rejects.toThrow("broken");
  await settled();
  runs[1]?.resolve("well");
  expect(await second).toBe("well");
});
