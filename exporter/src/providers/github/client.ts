import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Failure, HttpResponse, ProbeContext, Quota, SecretRef } from "../../contract.ts";
import { read, type Told } from "../support/api.ts";
import { type GithubApp, installationToken } from "../support/github-app.ts";
import { bearing } from "../support/oauth2.ts";
import { quotaFromHeaders } from "../support/rate-limit.ts";
import { judgeGithub } from "./status.ts";

/** Spoken by github.com until 2028-03 at least, and by an Enterprise Server, which may know no newer one. */
const API_VERSION = "2022-11-28";
/** A renamed repository answers 301. */
const MAX_REDIRECTS = 3;

/** Who asks: one of the two is there. */
export interface Account {
  base_url: string;
  token?: SecretRef | undefined;
  app?: GithubApp | undefined;
}

export interface Client {
  get<T>(path: string, shape: z.ZodType<T>): Promise<Told<T> | Failure>;
  /** What the headers of the last answer say of the quota and of the token's end. */
  seen(): { quotas: Quota[]; tokenExpiry?: number };
}

/** Asks GitHub, conditionally: an answer that says "not modified" costs nothing of the quota. */
export function createClient(account: Account, context: ProbeContext): Client {
  const http = authenticated(account, context);
  let headers: HttpResponse["headers"] = {};
  return {
    async get<T>(path: string, shape: z.ZodType<T>) {
      const url = `${account.base_url}${path}`;
      const key = memoryKey(url, account, context);
      const known = context.memory.get<{ etag: string; value: T }>(key);
      const response = await http({
        url,
        maxRedirects: MAX_REDIRECTS,
        headers: {
          accept: "application/vnd.github+json",
          "x-github-api-version": API_VERSION,
          ...(known ? { "if-none-match": known.etag } : {}),
        },
      });
      if (!response.ok) return response;
      headers = response.headers;
      if (response.status === 304 && known) return { ok: true, value: known.value, response };
      const told = judgeGithub(response, context.clock.now()) ?? read(response, shape);
      const { etag } = headers;
      if (told.ok && etag !== undefined) context.memory.set(key, { etag, value: told.value });
      return told;
    },
    seen() {
      const expiry = Date.parse(headers["github-authentication-token-expiration"] ?? "") / 1000;
      const quotas = quotaFromHeaders(headers, context.clock.now(), "core", {
        limit: "x-ratelimit-limit",
        remaining: "x-ratelimit-remaining",
        reset: "x-ratelimit-reset",
      });
      return { quotas, ...(Number.isNaN(expiry) ? {} : { tokenExpiry: expiry }) };
    },
  };
}

function authenticated({ base_url, token, app }: Account, context: ProbeContext): ProbeContext["http"] {
  if (app) return bearing(context, () => installationToken(app, base_url, context));
  const value = context.secret(token as SecretRef);
  return bearing(context, async () => ({ ok: true, value, remembered: false, forget: () => {} }));
}

/** An answer belongs to who asked: another credential may see another repository. */
function memoryKey(url: string, { token, app }: Account, context: ProbeContext): string {
  const credential = context.secret((token ?? app?.private_key) as SecretRef);
  const identity = JSON.stringify([credential, app?.installation_id]);
  return `github ${url} ${createHash("sha256").update(identity).digest("base64")}`;
}
