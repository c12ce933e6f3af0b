/** What people read, to the letter: golden.cases.yml. */
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { eventually } from "../exporter/test/eventually.ts";
import { documents, type Letter } from "./test/documents.ts";
import type { ReceiverName } from "./test/receivers.ts";
import { type Alert, type Stage, startStage } from "./test/stage.ts";

interface Case {
  name: string;
  receivers: ReceiverName[];
  resolved_after_minutes?: number;
  /** Some begin later than the first. */
  alerts: (Alert & { later_minutes?: number })[];
}

const folder = join(import.meta.dirname, "golden");
const cases: Case[] = parse(await readFile(join(import.meta.dirname, "golden.cases.yml"), "utf8"), {
  merge: true,
});

/** The last that each receiver of the case is sent. */
async function send(stage: Stage, { receivers, resolved_after_minutes, alerts }: Case): Promise<Letter[]> {
  const lasts = (count: number) =>
    eventually(
      30,
      () => receivers.map((name) => ({ name, bodies: stage.inboxes[name] })),
      (inboxes) => inboxes.every(({ bodies }) => bodies.length === count),
    );
  const endsAt = new Date();
  const timed = alerts.map(({ later_minutes = 0, ...alert }) => ({
    ...alert,
    startsAt: new Date(endsAt.getTime() - ((resolved_after_minutes ?? 0) - later_minutes) * 60_000),
  }));
  await stage.post(timed);
  let inboxes = await lasts(1);
  if (resolved_after_minutes) {
    await stage.post(timed.map((alert) => ({ ...alert, endsAt })));
    inboxes = await lasts(2);
  }
  return inboxes.map(({ name, bodies }) => ({ name, body: bodies.at(-1) }) as Letter);
}

const sent = new Set<string>();

describe("people read", () => {
  test.concurrent.each(cases)(
    "$name",
    async (item) => {
      const stage = await startStage();
      try {
        for (const { file, text } of documents(await send(stage, item), stage.url)) {
          const path = join(folder, `${item.name}.${file}`);
          sent.add(`${item.name}.${file}`);
          if (process.env.GOLDEN === "write") await writeFile(path, text);
          expect(text).toBe(await readFile(path, "utf8"));
        }
      } finally {
        await stage.stop();
      }
    },
    60_000,
  );

  test("nothing in the folder that no case sends", () => {
    expect(readdirSync(folder).toSorted()).toEqual([...sent].toSorted());
  });
});
