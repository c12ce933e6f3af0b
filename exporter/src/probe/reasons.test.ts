import { describe, expect, test } from "@jest/globals";
import type { Reason } from "../contract.ts";
import { classify, UpstreamError } from "./reasons.ts";

const coded = (code: string, over: object = {}) =>
  Object.assign(new Error(`it said ${code}`), { code, ...over });

describe("a thrown error", () => {
  test.each<[string, Record<string, unknown>, Reason]>([
    ["ENOTFOUND", { syscall: "getaddrinfo" }, "dns"],
    ["EAI_AGAIN", { syscall: "getaddrinfo" }, "dns"],
    ["ESERVFAIL", { syscall: "queryA" }, "dns"],
    ["ECONNREFUSED", { syscall: "connect" }, "connect"],
    ["ENOENT", { syscall: "connect" }, "connect"],
    ["EACCES", { syscall: "connect" }, "connect"],
    ["ECONNRESET", { syscall: "read" }, "connect"],
    ["EPIPE", { syscall: "write" }, "connect"],
    ["EHOSTUNREACH", {}, "connect"],
    ["UND_ERR_SOCKET", {}, "connect"],
    ["ETIMEDOUT", { syscall: "connect" }, "timeout"],
    ["UND_ERR_HEADERS_TIMEOUT", {}, "timeout"],
    ["CERT_HAS_EXPIRED", {}, "tls"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", {}, "tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", {}, "tls"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", {}, "tls"],
    ["EPROTO", {}, "tls"],
    ["HPE_INVALID_CONSTANT", {}, "unexpected_response"],
    ["UND_ERR_HEADERS_OVERFLOW", {}, "unexpected_response"],
    ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", {}, "unexpected_response"],
  ])("with code %s %j is %s", (code, over, reason) => {
    expect(classify(coded(code, over))).toMatchObject({ reason });
  });

  test("has the reason of what caused it, at any depth", () => {
    const cause = coded("ECONNREFUSED");
    expect(classify(new TypeError("fetch failed", { cause: new Error("outer", { cause }) }))).toEqual({
      ok: false,
      reason: "connect",
      detail: "it said ECONNREFUSED",
    });
  });

  test("of several addresses has the reason of the last", () => {
    const errors = [coded("ENETUNREACH"), coded("ETIMEDOUT")];
    expect(classify(Object.assign(new AggregateError(errors), { code: "ENETUNREACH" }))).toMatchObject({
      reason: "timeout",
    });
  });

  test("keeps the reason that we gave it ourselves", () => {
    expect(classify(new Error("x", { cause: new UpstreamError("forbidden", "keep out") }))).toMatchObject({
      reason: "forbidden",
      detail: "keep out",
    });
  });

  test("by time-out of a library is a timeout", () => {
    expect(classify(new DOMException("late", "TimeoutError"))).toMatchObject({ reason: "timeout" });
  });

  test("of OpenSSL is told in its words, without the files of its source", () => {
    const message = "40AD:error:0A00010B:SSL routines:wrong version number:../deps/openssl/x.c:77:\n";
    const error = Object.assign(new Error(message), {
      code: "ERR_SSL_WRONG_VERSION_NUMBER",
      reason: "wrong version number",
    });
    expect(classify(error)?.detail).toBe("TLS handshake failed: wrong version number");
  });

  test("that is no network error has none: it is our bug", () => {
    expect(classify(new TypeError("undefined is not a function"))).toBeUndefined();
    expect(classify(coded("ERR_INVALID_ARG_TYPE"))).toBeUndefined();
    expect(classify("a string")).toBeUndefined();
    expect(classify(undefined)).toBeUndefined();
  });

  test("that is its own cause does not hang", () => {
    const error = new Error("ouroboros");
    error.cause = error;
    expect(classify(error)).toBeUndefined();
  });
});
