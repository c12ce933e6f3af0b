import type { KeyObject } from "node:crypto";
import { z } from "zod";
import type { Instant } from "../../contract.ts";
import { parseJson } from "./api.ts";
import { rsaKey, signJwt } from "./jwt.ts";

/** Whom an assertion is for, even when a proxy takes it there. */
const AUDIENCE = "https://oauth2.googleapis.com/token";
/** The longest that Google grants to one. */
const LIFETIME_SECONDS = 3600;

const KeyFile = z.object({
  client_email: z.string().min(1),
  private_key: z.string(),
  private_key_id: z.string().optional(),
});

export interface ServiceAccountKey {
  email: string;
  id: string | undefined;
  key: KeyObject;
}

/** What a service account's JSON key file holds; undefined for what is none. */
export function readKeyFile(text: string): ServiceAccountKey | undefined {
  const { data } = KeyFile.safeParse(parseJson(text));
  const key = data && rsaKey(data.private_key);
  return key && { email: data.client_email, id: data.private_key_id, key };
}

/** Says who asks (RFC 7523), for which scopes (separated by spaces) and for which user. */
export function assertion(
  { email, id, key }: ServiceAccountKey,
  { scope, subject, now }: { scope: string; subject: string | undefined; now: Instant },
): string {
  const iat = Math.floor(now);
  const claims = { iss: email, sub: subject, scope, aud: AUDIENCE, iat, exp: iat + LIFETIME_SECONDS };
  return signJwt(claims, key, id);
}
