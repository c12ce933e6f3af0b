/** Schemas that the catalog and the providers share. */
import { z } from "zod";

/**
 * Names a secret without holding it. The value is read when a probe needs it, so a rotated file counts from
 * the next probe on, and no part of the catalog can print it.
 */
export type SecretRef = { file: string } | { env: string };

const SECRET = z
  .union([
    z.strictObject({
      file: z.string().min(1).describe("Path of a file that holds the secret, relative to the catalog"),
    }),
    z.strictObject({
      env: z.string().min(1).describe("Name of an environment variable that holds the secret"),
    }),
  ])
  .meta({
    id: "Secret",
    description: "A secret, by reference: `{ file: path }` or `{ env: NAME }`, never a literal",
  });

/**
 * Schema of a secret in a provider's configuration. A literal is refused. Always the same one: the catalog
 * finds secrets by it, and a JSON Schema holds no two definitions of one name.
 */
export const secret = () => SECRET;

const UNITS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const DURATION_WANTED = "must be a duration such as 250ms, 30s, 5m, 1h30m or 14d";

/** Schema of a duration: `250ms`, `30s`, `5m`, `1h30m`, `14d` in the file, seconds in the code. */
export const duration = () =>
  z
    .string(DURATION_WANTED)
    .regex(DURATION, DURATION_WANTED)
    .transform((text) =>
      [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)].reduce(
        (seconds, [, amount, unit]) => seconds + Number(amount) * (UNITS[unit as string] as number),
        0,
      ),
    )
    .meta({ description: "A duration: `250ms`, `30s`, `5m`, `1h30m`, `14d`" });
