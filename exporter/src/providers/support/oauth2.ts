import { createHash } from "node:crypto";
import { z } from "zod";
import { type Failure, failure, type HttpRequest, type ProbeContext, secret } from "../../contract.ts";
import { parseJson } from "./api.ts";
import { judgeStatus } from "./status.ts";

export const clientCredentials = () =>
  z.strictObject({
    token_url: z.url({ protocol: /^https?$/ }).describe("Token endpoint"),
    client_id: z.string().min(1).describe("Client id"),
    client_secret: secret().describe("Client secret"),
    client_auth: z
      .enum(["basic", "post"])
      .default("basic")
      .describe("Whether the endpoint wants id and secret in the Authorization header or in the body"),
    scope: z.string().min(1).optional().describe("Scopes to ask for, separated by spaces"),
    audience: z.string().min(1).optional().describe("Audience to ask for, where the endpoint wants one"),
  });
export type ClientCredentials = z.output<ReturnType<typeof clientCredentials>>;

const Answer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().optional() });
const Refusal = z.object({ error: z.string(), error_description: z.string().optional() });

/** For an endpoint that does not say how long its tokens live. */
const DEFAULT_LIFETIME_SECONDS = 300;
/** A token must not run out on its way. */
const MARGIN_SECONDS = 60;

export interface AccessToken {
  ok: true;
  value: string;
  /** Came from memory: the server may have withdrawn it since. */
  remembered: boolean;
  forget(): void;
}

/** How a token is asked for. */
export interface Grant {
  /** All that tells its tokens from those of another grant. */
  identity: readonly unknown[];
  /** Made only when no token is remembered. */
  request(): HttpRequest;
  /** What a refusal means here, by its word of RFC 6749, 5.2; where more can be said than that it is one. */
  meanings?: ReadonlyMap<string, string>;
}

/** An access token by OAuth 2.0's client credentials grant (RFC 6749, 4.4). */
export function accessToken(
  client: ClientCredentials,
  context: ProbeContext,
): Promise<AccessToken | Failure> {
  const clientSecret = context.secret(client.client_secret);
  const { token_url, client_id, scope, audience } = client;
  return grantedToken(context, {
    identity: [token_url, client_id, clientSecret, scope, audience],
    request: () => ({ url: token_url, method: "POST", ...request(client, clientSecret) }),
  });
}

/** An access token by any grant, kept until it nearly runs out. */
export async function grantedToken(context: ProbeContext, grant: Grant): Promise<AccessToken | Failure> {
  const { memory, clock } = context;
  const key = `oauth2 ${createHash("sha256").update(JSON.stringify(grant.identity)).digest("base64")}`;
  const forget = () => memory.delete(key);

  const known = memory.get<string>(key);
  if (known !== undefined) return { ok: true, value: known, remembered: true, forget };
  const answer = await context.http(grant.request());
  if (!answer.ok) return answer;
  const refused = judgeStatus(answer, clock.now());
  const body = parseJson(answer.body);
  if (refused) return explain(refused, body, grant);
  const token = Answer.safeParse(body);
  if (!token.success)
    return failure("unexpected_response", "the token endpoint's answer holds no access_token");

  const { access_token: value, expires_in: lifetime = DEFAULT_LIFETIME_SECONDS } = token.data;
  memory.set(key, value, clock.now() + lifetime - MARGIN_SECONDS);
  context.trace("access token fetched", { lifetimeSeconds: lifetime });
  return { ok: true, value, remembered: false, forget };
}

/** `context.http` with an access token. One that was remembered and is rejected is fetched anew, once. */
export function bearing(
  context: ProbeContext,
  fetchToken: () => Promise<AccessToken | Failure>,
): ProbeContext["http"] {
  return async (request) => {
    for (let anew = false; ; anew = true) {
      const token = await fetchToken();
      if (!token.ok) return token;
      const headers = { ...request.headers, authorization: `Bearer ${token.value}` };
      const answer = await context.http({ ...request, headers });
      if (!answer.ok || answer.status !== 401) return answer;
      token.forget();
      if (anew || !token.remembered) return answer;
      context.trace("remembered access token rejected, fetching another");
    }
  };
}

function request(client: ClientCredentials, clientSecret: string) {
  const post = client.client_auth === "post";
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    ...(client.scope ? { scope: client.scope } : {}),
    ...(client.audience ? { audience: client.audience } : {}),
    ...(post ? { client_id: client.client_id, client_secret: clientSecret } : {}),
  });
  const pair = [client.client_id, clientSecret].map(encodeURIComponent).join(":");
  return {
    body: form.toString(),
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
      ...(post ? {} : { authorization: `Basic ${Buffer.from(pair).toString("base64")}` }),
    },
  };
}

/** A refusal comes as 400 with a word of RFC 6749, 5.2. */
function explain(refused: Failure, body: unknown, grant: Grant): Failure {
  const { data } = Refusal.safeParse(body);
  const words = data ? `${data.error}${data.error_description ? `: ${data.error_description}` : ""}` : "";
  const meaning = grant.meanings?.get(data?.error ?? "") ?? "the token endpoint refused";
  const detail = `${meaning}: ${words ? `${words} (${refused.detail})` : refused.detail}`;
  const ours = /^(?:invalid_client|unauthorized_client|invalid_grant)$/.test(data?.error ?? "");
  return { ...refused, ...(ours ? { reason: "unauthorized" } : {}), detail };
}
