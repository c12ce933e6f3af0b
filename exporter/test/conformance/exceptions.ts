/** Where an API forces a provider off the usual, and why. Most need nothing here. */
import type { Reason } from "../../src/contract.ts";
import type { CaseName } from "./cases.ts";

export interface Exceptions {
  /** More requests than two on the way to success. */
  requests?: { most: number; why: string };
  /** Other outcomes than the usual; with no reasons, success. */
  outcomes?: Partial<Record<CaseName, { reasons?: readonly Reason[]; why: string }>>;
}

/** By the provider's id. */
export const EXCEPTIONS: Readonly<Record<string, Exceptions>> = {};
