import { z } from "zod";
import {
  type Failure,
  failure,
  type HttpRequest,
  type ProbeContext,
  type SecretRef,
  secret,
} from "../../contract.ts";
import { ask, type Told } from "./api.ts";
import { baseUrl } from "./base-url.ts";
import { judgeGoogle } from "./google-errors.ts";
import { assertion, readKeyFile } from "./google-service-account.ts";
import { type AccessToken, bearing, type Grant, grantedToken } from "./oauth2.ts";

const TOKEN_URL = "https://oauth2.googleapis.com/token";

const serviceAccount = z.strictObject({
  service_account: secret().describe("Key file of a service account, JSON"),
  subject: z.string().min(1).optional().describe("User to act for, by domain-wide delegation"),
});
type ServiceAccount = z.output<typeof serviceAccount>;

const signedIn = z.strictObject({
  refresh_token: secret().describe("Refresh token of a user who signed in"),
  client_id: z.string().min(1).describe("Client id that the user signed in with"),
  client_secret: secret().describe("Its client secret"),
});
type SignedIn = z.output<typeof signedIn>;

/** The keys that every check of a Google API has. */
export const googleKeys = (address: string) => ({
  base_url: baseUrl(address),
  token_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(`Token endpoint; \`${TOKEN_URL}\`, or \`<base_url>/token\` when \`base_url\` is not Google's`),
  auth: z.union([serviceAccount, signedIn]).describe("A service account, or a user who signed in"),
});

export interface GoogleConfig {
  base_url: string;
  token_url?: string | undefined;
  auth: ServiceAccount | SignedIn;
}

/** The secret by which Google knows who asks. */
export const googleCredential = ({ auth }: GoogleConfig): SecretRef =>
  "service_account" in auth ? auth.service_account : auth.refresh_token;

/**
 * Asks a Google API for JSON of a shape, with an access token for `scope`. (A refresh token has the scopes that its
 * user granted.) Two requests when a token must be fetched.
 */
export async function askGoogle<T>(
  config: GoogleConfig,
  context: ProbeContext,
  { scope, path, ...request }: Omit<HttpRequest, "url"> & { scope: string; path: string },
  shape: z.ZodType<T>,
): Promise<Told<T> | Failure> {
  const http = bearing(context, () => accessToken(config, context, scope));
  const url = `${config.base_url}${path}`;
  return ask({ http, clock: context.clock }, { ...request, url }, shape, judgeGoogle);
}

async function accessToken(
  config: GoogleConfig,
  context: ProbeContext,
  scope: string,
): Promise<AccessToken | Failure> {
  const url = tokenUrl(config);
  const grant =
    "service_account" in config.auth
      ? assertionGrant(url, config.auth, scope, context)
      : refreshGrant(url, config.auth, context);
  return grant ? grantedToken(context, grant) : failure("internal", NO_KEY_FILE);
}

const ASSERTION_REFUSED = new Map([
  [
    "invalid_grant",
    "the service account or its key was revoked or has expired, or our clock is wrong: give it a new key",
  ],
  ["unauthorized_client", "ours misconfigured: the service account may not act for this user and scope"],
]);
const REFRESH_REFUSED = new Map([
  ["invalid_grant", "the refresh token was revoked or has expired, sign in again"],
  ["invalid_client", "ours misconfigured: client_id and client_secret are not accepted"],
  ["unauthorized_client", "ours misconfigured: the refresh token is not this client_id's"],
]);
const NO_KEY_FILE = "ours misconfigured: service_account holds no JSON key file of a service account";

function assertionGrant(
  url: string,
  { service_account, subject }: ServiceAccount,
  scope: string,
  context: ProbeContext,
): Grant | undefined {
  const file = context.secret(service_account);
  const key = readKeyFile(file);
  return (
    key && {
      identity: [url, file, subject, scope],
      request: () =>
        post(url, {
          grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
          assertion: assertion(key, { scope, subject, now: context.clock.now() }),
        }),
      meanings: ASSERTION_REFUSED,
    }
  );
}

function refreshGrant(url: string, auth: SignedIn, context: ProbeContext): Grant {
  const { client_id } = auth;
  const refresh_token = context.secret(auth.refresh_token);
  const client_secret = context.secret(auth.client_secret);
  return {
    identity: [url, refresh_token, client_id, client_secret],
    request: () => post(url, { grant_type: "refresh_token", refresh_token, client_id, client_secret }),
    meanings: REFRESH_REFUSED,
  };
}

const post = (url: string, form: Record<string, string>): HttpRequest => ({
  url,
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
  body: new URLSearchParams(form).toString(),
});

/** Whoever stands in for Google's API stands in for its sign-in too. */
function tokenUrl({ base_url, token_url }: GoogleConfig): string {
  const isGoogle = new URL(base_url).hostname.endsWith(".googleapis.com");
  return token_url ?? (isGoogle ? TOKEN_URL : `${base_url}/token`);
}
