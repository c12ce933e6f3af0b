import type { z } from "zod";
import {
  type Failure,
  failure,
  type HttpRequest,
  type HttpResponse,
  type ProbeContext,
} from "../../contract.ts";
import { judgeStatus } from "./status.ts";

/** An answer that is good and has the shape that was asked for. */
export interface Told<T> {
  ok: true;
  value: T;
  response: HttpResponse;
}

/** Words of a body that is not what its provider's documentation says. */
export const misshapen = (detail: string): Failure => failure("unexpected_response", detail);

/**
 * Asks an HTTP API for JSON of a shape. `judge` says what an answer means that is not a good one, where the provider's
 * codes mean something else than usual; undefined from it means "good so far".
 */
export async function ask<T>(
  context: Pick<ProbeContext, "http" | "clock">,
  request: HttpRequest,
  shape: z.ZodType<T>,
  judge: (response: HttpResponse, now: number) => Failure | undefined = judgeStatus,
): Promise<Told<T> | Failure> {
  const response = await context.http({
    ...request,
    headers: { accept: "application/json", ...request.headers },
  });
  if (!response.ok) return response;
  const refused = judge(response, context.clock.now());
  return refused ?? read(response, shape);
}

/** The JSON of an answer, if it has the shape. The first thing that does not fit is told, never the body. */
export function read<T>(response: HttpResponse, shape: z.ZodType<T>): Told<T> | Failure {
  const json = parseJson(response.body);
  if (json === undefined) return misshapen(`HTTP status ${response.status}, and the body is not JSON`);
  const parsed = shape.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data, response };
  const [issue] = parsed.error.issues;
  return misshapen(
    `the answer has not the documented shape: ${issue?.path.join(".") || "body"}: ${issue?.message}`,
  );
}

/** Undefined for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
