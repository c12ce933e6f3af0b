import { createPrivateKey, type KeyObject, sign } from "node:crypto";

/** An RSA private key in PEM; undefined for what is none. */
export function rsaKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "rsa" ? key : undefined;
  } catch {
    return undefined;
  }
}

/** A JSON Web Token (RFC 7519), signed with RS256. */
export function signJwt(claims: object, key: KeyObject, keyId?: string): string {
  const unsigned = [{ alg: "RS256", typ: "JWT", kid: keyId }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${unsigned}.${sign("sha256", Buffer.from(unsigned), key).toString("base64url")}`;
}
