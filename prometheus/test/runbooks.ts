/** What on-call reads, with what it has them paste. */
import { basename } from "node:path";
import { find, readAll } from "./reading.ts";

export interface Runbook {
  /** Of its alert. */
  name: string;
  text: string;
  /** A line each; `ID` and `TEAM` stand for what the alert is about. */
  queries: string[];
}

const paths = find("runbooks/*.md");
const texts = await readAll(paths);

export const runbooks: Runbook[] = texts.map((text, index) => ({
  name: basename(paths[index] as string, ".md"),
  text,
  queries: [...text.matchAll(/```promql\n([^`]+)```/g)].flatMap(
    ([, lines]) => lines?.trim().split("\n") ?? [],
  ),
}));
