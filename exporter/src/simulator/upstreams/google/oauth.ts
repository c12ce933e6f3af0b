import type { Answer, Asked, Upstream } from "../../upstream.ts";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const WANTED: Record<string, readonly string[]> = {
  refresh_token: ["refresh_token", "client_id", "client_secret"],
  [JWT_BEARER]: ["assertion"],
};

/** Google's token endpoint, as it answers `POST https://oauth2.googleapis.com/token`. */
export const tokenRoutes: Upstream["routes"] = {
  "POST /token": ({ body, now }) => {
    const form = new URLSearchParams(body);
    const grant = form.get("grant_type") ?? "";
    const wanted = WANTED[grant];
    if (!wanted) return refuse(400, "unsupported_grant_type", `Invalid grant_type: ${grant}`);
    const missing = wanted.find((field) => !form.get(field));
    if (missing) return refuse(400, "invalid_request", `Missing required parameter: ${missing}`);
    const complaint = grant === JWT_BEARER && complain(form.get("assertion") as string, now);
    if (complaint) return refuse(400, "invalid_grant", complaint);
    return { body: { access_token: "ya29.simulated", expires_in: 3599, token_type: "Bearer" } };
  },
};

/** What is wrong with an assertion, its signature apart. */
function complain(assertion: string, now: number): string | undefined {
  const [header, claims] = assertion.split(".").map(decode);
  if (header?.alg !== "RS256" || !claims) return "Invalid JWT: it must be signed with RS256.";
  const { iss, scope, aud, iat, exp } = claims;
  if (!iss || !scope) return "Invalid JWT: iss and scope are required.";
  if (aud !== "https://oauth2.googleapis.com/token") return "Invalid JWT: wrong audience.";
  const timely = Number(iat) <= now + 300 && Number(exp) > now && Number(exp) - Number(iat) <= 3600;
  return timely
    ? undefined
    : "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.";
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch {
    return undefined;
  }
}

const refuse = (status: number, error: string, error_description: string): Answer => ({
  status,
  body: { error, error_description },
});

const googleError = (
  code: number,
  status: string,
  message: string,
  more: { errors?: object[]; details?: object[] } = {},
): Answer => ({ status: code, body: { error: { code, message, status, ...more } } });

const ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo";
const API_OFF = "The API has not been used in project 1 before or it is disabled.";
const RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

/** The answer to who brings an access token. */
export const signedIn =
  (answer: (asked: Asked) => Answer) =>
  (asked: Asked): Answer =>
    /^Bearer .+/.test(asked.headers.authorization ?? "")
      ? answer(asked)
      : googleError(401, "UNAUTHENTICATED", "Request is missing required authentication credential.");

/** What the API itself answers, while the token endpoint is well. */
const atApi =
  (trouble: Answer) =>
  (asked: Asked, healthy: Answer): Answer =>
    asked.path === "/token" ? healthy : trouble;
const atToken =
  (trouble: Answer) =>
  (asked: Asked, healthy: Answer): Answer =>
    asked.path === "/token" ? trouble : healthy;

const limited = (reason: string) =>
  atApi(
    googleError(403, "PERMISSION_DENIED", "Rate Limit Exceeded", {
      errors: [{ domain: "usageLimits", reason }],
    }),
  );

/** How every Google API tells its troubles. `rate_limited` is the usual 429. */
export const googleFaults: NonNullable<Upstream["faults"]> = {
  revoked: (asked) =>
    asked.path === "/token"
      ? refuse(400, "invalid_grant", "Token has been expired or revoked.")
      : googleError(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
  forbidden: atApi(
    googleError(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.", {
      errors: [{ domain: "global", reason: "insufficientPermissions" }],
      details: [{ "@type": ERROR_INFO, reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT", domain: "googleapis.com" }],
    }),
  ),
  not_found: atApi(googleError(404, "NOT_FOUND", "Requested entity was not found.")),
  /** The API takes no token, and the token endpoint hands out more of them. */
  token_rejected: atApi(
    googleError(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
  ),
  invalid_client: atToken(refuse(401, "invalid_client", "The OAuth client was not found.")),
  unauthorized_client: atToken(refuse(400, "unauthorized_client", "Unauthorized")),
  api_disabled: atApi(
    googleError(403, "PERMISSION_DENIED", API_OFF, {
      details: [{ "@type": ERROR_INFO, reason: "SERVICE_DISABLED", domain: "googleapis.com" }],
    }),
  ),
  /** The same, from an older API. */
  access_not_configured: atApi(
    googleError(403, "PERMISSION_DENIED", API_OFF, {
      errors: [{ domain: "usageLimits", reason: "accessNotConfigured" }],
    }),
  ),
  no_access: atApi(googleError(403, "PERMISSION_DENIED", "The caller does not have permission")),
  invalid_argument: atApi(googleError(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")),
  backend_error: atApi({
    ...googleError(503, "UNAVAILABLE", "Backend Error", {
      errors: [{ domain: "global", reason: "backendError" }],
    }),
    headers: { "retry-after": "7" },
  }),
  resource_exhausted: atApi(
    googleError(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", {
      details: [{ "@type": RETRY_INFO, retryDelay: "3s" }],
    }),
  ),
  rate_limit_exceeded: limited("rateLimitExceeded"),
  user_rate_limit_exceeded: limited("userRateLimitExceeded"),
  quota_exceeded: limited("quotaExceeded"),
};
