/** How the catalog writes maintenance windows. */
import { Cron } from "croner";
import { z } from "zod";
import type { Maintenance } from "../contract.ts";
import { instant, positive } from "./fields.ts";

const TIME_ZONE = "must be a time zone of the IANA database, such as Europe/Berlin, or UTC";
const PATTERN = "must be a cron pattern of five fields, such as `0 2 * * SUN`";

const once = z.strictObject({
  from: instant().describe("Beginning, with its zone: `2026-03-01T22:00:00Z`."),
  to: instant().describe("End, with its zone."),
});

const recurring = z.strictObject({
  cron: z
    .string()
    .refine(isPattern, PATTERN)
    .describe("When it begins, again and again: minute, hour, day of the month, month, day of the week."),
  for: positive().describe("How long it lasts."),
  time_zone: z
    .string()
    .refine(isTimeZone, TIME_ZONE)
    .prefault("UTC")
    .describe(
      "Whose clock the pattern means. In the night that skips an hour, a time within that hour comes an hour later; in the night that repeats one, it comes once.",
    ),
});

export const MaintenanceWindow = z.union([once, recurring]);

export const buildMaintenance = (window: z.output<typeof MaintenanceWindow>): Maintenance =>
  "cron" in window ? { cron: window.cron, timeZone: window.time_zone, forSeconds: window.for } : window;

/** Seconds and years, which croner also takes, are not for people who write windows of hours. */
function isPattern(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5) return false;
  try {
    new Cron(text);
    return true;
  } catch {
    return false;
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
