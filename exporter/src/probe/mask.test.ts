import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createMask } from "./mask.ts";

const SECRET = 'p@ss"word/with+odd\\signs é';

function masking(...secrets: string[]) {
  const mask = createMask();
  for (const secret of secrets) mask.reveal(secret);
  return mask;
}

describe("a revealed secret is masked", () => {
  test.each([
    ["as it is", SECRET],
    ["in base64", Buffer.from(SECRET).toString("base64").replace(/=+$/, "")],
    ["in URL-safe base64", Buffer.from(SECRET).toString("base64url")],
    ["URL-encoded", encodeURIComponent(SECRET)],
    ["in a form", new URLSearchParams({ s: SECRET }).toString().slice(2)],
    ["inside JSON", JSON.stringify(SECRET).slice(1, -1)],
  ])("%s", (_, form) => {
    expect(masking(SECRET).text(`it said <${form}>, and <${form}>`)).toBe("it said <***>, and <***>");
  });

  test("where a detail was cut in the middle of it", () => {
    expect(masking("sk-live-0123456789abcdef").text("got sk-live-012345...")).toBe("got ***...");
  });

  test("in the strings and keys of data, at any depth", () => {
    const data = { a: ["x hunter2-hunter2", { "hunter2-hunter2": 1 }], n: 1, nothing: null };
    expect(masking("hunter2-hunter2").data(data)).toEqual({
      a: ["x ***", { "***": 1 }],
      n: 1,
      nothing: null,
    });
  });

  test("together with others, whichever holds another", () => {
    expect(masking("abcd", "xxabcdxx").text("abcd xxabcdxx")).toBe("*** ***");
  });

  test("whatever it is and wherever it stands", () => {
    const secret = fc
      .string({ minLength: 4, maxLength: 40, unit: "binary-ascii" })
      .filter((s) => s.trim().length > 3);
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        fc.pre(!"***".includes(value.trim()));
        const masked = masking(value).text(`${before}${value}${after}`);
        expect(masked.replaceAll("***", "\u2603")).not.toContain(value.trim());
      }),
    );
  });
});

describe("a short secret", () => {
  test("is masked as a word of its own, not inside words", () => {
    expect(masking("ok").text("ok: token=ok, broken, 'ok'")).toBe("***: token=***, broken, '***'");
  });

  test("that is empty masks nothing", () => {
    expect(masking("", " \n").text("a b")).toBe("a b");
  });
});
