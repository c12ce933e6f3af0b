import { createHash } from "node:crypto";
import { z } from "zod";
import { type Failure, failure, type Instant, type ProbeContext, secret } from "../../contract.ts";
import { judgeGithub } from "../github/status.ts";
import { ask } from "./api.ts";
import { rsaKey, signJwt } from "./jwt.ts";
import type { AccessToken } from "./oauth2.ts";
import { isoTime } from "./time.ts";

export const githubApp = () =>
  z.strictObject({
    id: z.union([z.int().positive(), z.string().min(1)]).describe("App id or client id"),
    installation_id: z.int().positive().describe("Id of the installation, as its settings page has it"),
    private_key: secret().describe("Private key of the App, in PEM"),
  });
export type GithubApp = z.output<ReturnType<typeof githubApp>>;

const Installation = z.object({ token: z.string().min(1), expires_at: isoTime() });

/** GitHub refuses a JWT from the future, and clocks differ. */
const BACKDATED_SECONDS = 60;
/** GitHub allows 600; its clock may be behind ours. */
const JWT_LIFETIME_SECONDS = 540;
/** A token must not run out on its way. */
const MARGIN_SECONDS = 60;

/** A token of a GitHub App's installation, kept until it nearly runs out (it lives for an hour). */
export async function installationToken(
  app: GithubApp,
  baseUrl: string,
  context: ProbeContext,
): Promise<AccessToken | Failure> {
  const { memory, clock } = context;
  const pem = context.secret(app.private_key);
  const identity = JSON.stringify([baseUrl, app.id, app.installation_id, pem]);
  const key = `github-app ${createHash("sha256").update(identity).digest("base64")}`;
  const forget = () => memory.delete(key);

  const known = memory.get<string>(key);
  if (known !== undefined) return { ok: true, value: known, remembered: true, forget };
  const privateKey = rsaKey(pem);
  if (!privateKey)
    return failure("internal", "ours misconfigured: private_key is not an RSA private key in PEM");
  const told = await ask(
    context,
    {
      method: "POST",
      url: `${baseUrl}/app/installations/${app.installation_id}/access_tokens`,
      headers: {
        authorization: `Bearer ${signJwt(claims(String(app.id), clock.now()), privateKey)}`,
        accept: "application/vnd.github+json",
      },
    },
    Installation,
    judgeGithub,
  );
  if (!told.ok) return { ...told, detail: `no installation token: ${told.detail}` };
  memory.set(key, told.value.token, told.value.expires_at - MARGIN_SECONDS);
  context.trace("installation token fetched", { expiresAt: told.value.expires_at });
  return { ok: true, value: told.value.token, remembered: false, forget };
}

function claims(issuer: string, now: Instant): object {
  const issuedAt = Math.floor(now) - BACKDATED_SECONDS;
  return { iat: issuedAt, exp: Math.floor(now) + JWT_LIFETIME_SECONDS, iss: issuer };
}
