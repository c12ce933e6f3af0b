/** What the kit must know of single providers, and why. Most need nothing here. */
import type { Reason } from "../../src/contract.ts";
import type { CaseName } from "./cases.ts";

export interface Arrangement {
  /** Keys beside `base_url` that hold an address, of a token endpoint for instance: they lead to the simulator too. */
  addresses?: readonly string[];
  /** Secrets that must be of a shape, by the name of their variable in the example. */
  secrets?: Readonly<Record<string, string>>;
  /** More requests than two on the way to success. */
  requests?: { most: number; why: string };
  /** Other outcomes than the usual; with no reasons, success. */
  outcomes?: Partial<Record<CaseName, { reasons?: readonly Reason[]; why: string }>>;
}

export const ARRANGEMENTS: Readonly<Record<string, Arrangement>> = {};
