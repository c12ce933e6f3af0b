import type { Fault } from "./survey.ts";

const MESSAGE = "must not hold a user and a password: use the provider's keys for them";

/** URLs with a password in them: addresses are shown, and secrets are not. */
export function passwordFaults(value: unknown): Fault[] {
  const faults: Fault[] = [];
  const path: PropertyKey[] = [];
  const visit = (part: unknown) => {
    if (typeof part === "string" && holdsPassword(part)) faults.push({ path: [...path], message: MESSAGE });
    if (typeof part !== "object" || part === null) return;
    for (const key of Object.keys(part)) {
      path.push(Array.isArray(part) ? Number(key) : key);
      visit((part as Record<string, unknown>)[key]);
      path.pop();
    }
  };
  visit(value);
  return faults;
}

const holdsPassword = (text: string) => /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s:]*:[^/?#\s]*@/i.test(text);
