import { rootCertificates } from "node:tls";
import { expect, test } from "@jest/globals";
import { secureContextOf } from "./secure-context.ts";

const [first, second] = rootCertificates as [string, string];

test("a context is made once for the same authorities, and anew for others", () => {
  const context = secureContextOf({ ca: first });
  expect(secureContextOf({ ca: first, servername: "elsewhere" })).toBe(context);
  expect(secureContextOf({ ca: second })).not.toBe(context);
  expect(secureContextOf({})).not.toBe(context);
});

test("of more than a hundred those stay that are used", () => {
  const used = secureContextOf({ ca: first });
  const unused = secureContextOf({ ca: second });
  for (let other = 1; other <= 100; other++) {
    secureContextOf({ ca: first + "\n".repeat(other) });
    secureContextOf({ ca: first });
  }
  expect(secureContextOf({ ca: first })).toBe(used);
  expect(secureContextOf({ ca: second })).not.toBe(unused);
});
