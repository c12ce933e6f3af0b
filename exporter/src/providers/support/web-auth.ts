import { z } from "zod";
import { type ProbeContext, type SecretRef, secret } from "../../contract.ts";

const BEARER = z.strictObject({ bearer: secret().describe("Token") });
const BASIC = z.strictObject({
  basic: z.strictObject({ username: z.string().describe("User"), password: secret().describe("Password") }),
});

/** The ways to say who asks that need no other request. */
export const SIMPLE_AUTH = [BEARER, BASIC] as const;
export type SimpleAuth = z.output<(typeof SIMPLE_AUTH)[number]>;

/** Schema of how a server of the Prometheus family, or the proxy before it, wants to know us. */
export const webAuth = () =>
  z
    .union(SIMPLE_AUTH)
    .optional()
    .describe("`bearer` or `basic`, where the server or a proxy before it asks for one");

/** The header for it; none without. */
export function webAuthHeaders(
  auth: SimpleAuth | undefined,
  context: Pick<ProbeContext, "secret">,
): Record<string, string> {
  if (!auth) return {};
  if ("bearer" in auth) return { authorization: `Bearer ${context.secret(auth.bearer)}` };
  const pair = `${auth.basic.username}:${context.secret(auth.basic.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

export const webSecret = (auth: SimpleAuth): SecretRef =>
  "bearer" in auth ? auth.bearer : auth.basic.password;
