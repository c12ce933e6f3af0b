import { expect, test } from "@jest/globals";
import { z } from "zod";
import { secret } from "../contract.ts";
import { mayHoldSecret } from "./places.ts";

test("a schema that holds itself is looked at once", () => {
  const Tree = z.object({
    get children(): z.ZodArray<z.ZodType> {
      return z.array(Tree);
    },
  });
  expect(mayHoldSecret(Tree)).toBe(false);
});

test.each([
  ["in an optional list", z.array(secret()).optional()],
  ["among alternatives", z.union([z.string(), z.object({ key: secret().describe("Key") })])],
  [
    "behind a default and a transformation",
    z
      .object({ key: secret() })
      .transform(String)
      .prefault({ key: { env: "A" } }),
  ],
  ["as the values of a record", z.record(z.string(), secret())],
])("a secret is found %s", (_, schema) => {
  expect(mayHoldSecret(schema)).toBe(true);
});
