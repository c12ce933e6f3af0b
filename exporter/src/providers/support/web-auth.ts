import { z } from "zod";
import { type ProbeContext, secret } from "../../contract.ts";

/** Schema of how a server of the Prometheus family, or the proxy before it, wants to know us. */
export const webAuth = () =>
  z
    .union([
      z.strictObject({ bearer: secret().describe("Token") }),
      z.strictObject({
        basic: z.strictObject({
          username: z.string().describe("User"),
          password: secret().describe("Password"),
        }),
      }),
    ])
    .optional()
    .describe("`bearer` or `basic`, where the server or a proxy before it asks for one");

/** The header for it; none without. */
export function webAuthHeaders(
  auth: z.output<ReturnType<typeof webAuth>>,
  context: Pick<ProbeContext, "secret">,
): Record<string, string> {
  if (!auth) return {};
  if ("bearer" in auth) return { authorization: `Bearer ${context.secret(auth.bearer)}` };
  const pair = `${auth.basic.username}:${context.secret(auth.basic.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}
