import { createHash } from "node:crypto";
import { request } from "node:http";
import { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { UpstreamError } from "../reasons.ts";
import { type Response, ResponseReader } from "./response.ts";

const MAX_BYTES = 100_000;

type Outcome = Response | { reason: string; detail: string } | "incomplete";

/** What is read of an answer that comes in `pieces`, and whether the connection ends after them. */
function read(pieces: readonly Uint8Array[], { method = "GET", ends = true, maxBytes = MAX_BYTES } = {}) {
  const heads: number[] = [];
  let taken = 0;
  const reader = new ResponseReader(method, maxBytes, ({ status }) => void heads.push(status));
  const outcome = ((): Outcome => {
    try {
      for (const piece of pieces) {
        if (reader.complete) break;
        // The buffer of a socket may be used again for what comes next.
        const borrowed = Buffer.from(piece);
        reader.push(borrowed);
        taken += piece.length;
        borrowed.fill("!");
      }
      if (ends && !reader.complete) reader.end();
      return reader.complete ? reader.read() : "incomplete";
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      return { reason: error.reason, detail: error.message };
    }
  })();
  return { outcome, heads, taken, keepSeconds: reader.keepSeconds };
}

/** Byte by byte unless told where to cut. */
function pieces(answer: Buffer, lengths: readonly number[] = Array.from(answer, () => 1)): Buffer[] {
  let at = 0;
  const cut = lengths.map((length) => {
    at += length;
    return answer.subarray(at - length, at);
  });
  return [...cut, answer.subarray(at)];
}

const bytes = (text: string) => Buffer.from(text, "latin1");
const whole = (text: string, options = {}) => read([bytes(text)], options);
const byteByByte = (text: string, options = {}) => read(pieces(bytes(text)), options);
const body = (text: string) => ({ bytes: Buffer.from(text) });

describe("an answer", () => {
  test.each([
    ["with a length", "content-length: 5\r\n\r\nhello", "hello"],
    ["with a length of 0", "content-length: 0\r\n\r\n", ""],
    ["in chunks", "transfer-encoding: chunked\r\n\r\n3\r\nhel\r\n02;note=1\r\nlo\r\n0\r\n\r\n", "hello"],
    [
      "in chunks, with a trailer",
      "Transfer-Encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\nx: y\r\n\r\n",
      "0123456789",
    ],
    ["that ends with the connection", "\r\nhello", "hello"],
  ])("%s is read, however it is cut", (_, rest, expected) => {
    const text = `HTTP/1.1 200 OK\r\n${rest}`;
    for (const { outcome } of [whole(text), byteByByte(text)]) expect(outcome).toMatchObject(body(expected));
  });

  test("has a status, and headers with lower-case names, repeated ones joined", () => {
    const { outcome } = whole(
      "HTTP/1.1 404 Not Found\r\nX-A:  one \r\nx-a: two\r\n__proto__: x\r\nX-B:\r\n\r\n",
    );
    expect(outcome).toMatchObject({ status: 404 });
    expect(Object.entries((outcome as Response).headers)).toEqual([
      ["x-a", "one, two"],
      ["__proto__", "x"],
      ["x-b", ""],
    ]);
  });

  test.each([
    ["HEAD", "200 OK"],
    ["GET", "204 No Content"],
    ["GET", "304 Not Modified"],
  ])("to %s with %s has no body, whatever it says of one", (method, status) => {
    const { outcome } = whole(`HTTP/1.1 ${status}\r\ncontent-length: 5\r\n\r\n`, { method, ends: false });
    expect(outcome).toMatchObject(body(""));
  });

  test("comes after informational ones, each of which is told", () => {
    const text =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200\r\n\r\n";
    for (const { outcome, heads } of [whole(text), byteByByte(text)]) {
      expect(outcome).toMatchObject({ status: 200 });
      expect(heads).toEqual([100, 103, 200]);
    }
  });
});

describe("an answer that breaks the rules is refused as soon as that is seen:", () => {
  test.each([
    [
      "another protocol",
      "SSH-2.0-OpenSSH_9.6\r\n",
      "the answer is not HTTP/1.1, it begins with: SSH-2.0-OpenSSH_9.6",
    ],
    ["a secret cut in half", "not-HTTP s3cr3t-va", "the answer is not HTTP/1.1"],
    [
      "another version",
      "HTTP/2.0 200 OK\r\n\r\n",
      "the answer is not HTTP/1.1, it begins with: HTTP/2.0 200 OK",
    ],
    ["no status", "HTTP/1.1 OK\r\n\r\n", "the answer is not HTTP/1.1, it begins with: HTTP/1.1 OK"],
    [
      "a status below 100",
      "HTTP/1.1 099 x\r\n\r\n",
      "the answer is not HTTP/1.1, it begins with: HTTP/1.1 099 x",
    ],
    [
      "lines without a carriage return",
      "HTTP/1.1 200 OK\nx: y\n\n",
      "a line that ends without a carriage return",
    ],
    ["a bare line feed in a header", "HTTP/1.1 200 OK\r\nx: y\nz: 1\r\n\r\n", "one of its headers"],
    ["a header that is folded", "HTTP/1.1 200 OK\r\nx: y\r\n z\r\n\r\n", "one of its headers"],
    ["a space before the colon", "HTTP/1.1 200 OK\r\nx : y\r\n\r\n", "one of its headers"],
    ["a header without a name", "HTTP/1.1 200 OK\r\n: y\r\n\r\n", "one of its headers"],
    ["a header without a colon", "HTTP/1.1 200 OK\r\nxy\r\n\r\n", "one of its headers"],
    ["a zero byte", "HTTP/1.1 200 OK\r\nx: \0\r\n\r\n", "one of its headers"],
    [
      "two lengths",
      "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
      "the length of its body, 1, 2",
    ],
    ["a negative length", "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", "the length of its body, -1"],
    [
      "a length and chunks",
      "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
      "a length and chunks at once",
    ],
    [
      "another coding",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n",
      "the coding of its body, gzip, chunked",
    ],
    ["another protocol after it", "HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n", "another protocol"],
    ["a chunk without a size", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz", "chunks"],
    [
      "thousands of chunks of a byte",
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${"1\r\nx\r\n".repeat(10_000)}`,
      "next to nothing",
    ],
    [
      "a coding that only looks like chunks",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chun\xe2\x84\xaaed\r\n\r\n",
      "the coding",
    ],
    [
      "a length with a space that is none",
      "HTTP/1.1 200 OK\r\ncontent-length: 5\xc2\xa0\r\n\r\n",
      "the length",
    ],
    [
      "a trailer that says where the body ends",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\ncontent-length: 1\r\n\r\n",
      "a trailer",
    ],
    [
      "a chunk longer than its size",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nxy",
      "chunks",
    ],
    [
      "a chunk's size for ever",
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;${"x".repeat(17_000)}`,
      "chunks",
    ],
    [
      "a head for ever",
      `HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(3000)}`,
      "the headers of the answer are too large",
    ],
    [
      "a trailer for ever",
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n${"x: y\r\n".repeat(6000)}`,
      "next to nothing",
    ],
    ["informational answers for ever", "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000), "too large"],
  ])("%s", (_, text, detail) => {
    const reason = "unexpected_response";
    expect(whole(text, { ends: false }).outcome).toEqual({ reason, detail: expect.stringContaining(detail) });
    expect(byteByByte(text, { ends: false }).outcome).toMatchObject({ reason });
  });

  test.each([
    ["with a length", "content-length: 5\r\n\r\nhello"],
    ["in chunks", "transfer-encoding: chunked\r\n\r\n1\r\nh\r\n1\r\ne\r\n3\r\nllo\r\n0\r\n\r\n"],
    ["that ends with the connection", "\r\nhello"],
  ])("a body %s, at its first byte too many", (_, rest) => {
    const text = `HTTP/1.1 200 OK\r\n${rest}`;
    for (const { outcome } of [whole(text, { maxBytes: 4 }), byteByByte(text, { maxBytes: 4 })]) {
      expect(outcome).toEqual({ reason: "unexpected_response", detail: "the body is larger than 4 bytes" });
    }
    expect(whole(text, { maxBytes: 5 }).outcome).toMatchObject(body("hello"));
  });

  test.each([
    "HTTP/1.",
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
  ])("the end of the connection after %j", (text) => {
    const detail = "the connection was closed before the answer was complete";
    for (const { outcome } of [whole(text), byteByByte(text)])
      expect(outcome).toEqual({ reason: "connect", detail });
  });
});

describe("the connection", () => {
  const LENGTH = "content-length: 0\r\n";
  test.each([
    ["is kept ten minutes", `HTTP/1.1 200 OK\r\n${LENGTH}\r\n`, 600],
    [
      "is kept as long as the server says, less a margin",
      `HTTP/1.1 200 OK\r\n${LENGTH}keep-alive: max=9, timeout=5\r\n\r\n`,
      3,
    ],
    ["is not kept when that is no time", `HTTP/1.1 200 OK\r\n${LENGTH}keep-alive: timeout=1\r\n\r\n`, 0],
    ["is not kept when the server closes it", `HTTP/1.1 200 OK\r\n${LENGTH}Connection: x, Close\r\n\r\n`, 0],
    ["is not kept by HTTP/1.0", `HTTP/1.0 200 OK\r\n${LENGTH}\r\n`, 0],
    [
      "is not kept by HTTP/1.0 that speaks of chunks, which it does not have",
      "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      0,
    ],
    ["is kept by HTTP/1.0 that says so", `HTTP/1.0 200 OK\r\n${LENGTH}connection: keep-alive\r\n\r\n`, 600],
    ["is not kept when more came than was asked for", `HTTP/1.1 200 OK\r\n${LENGTH}\r\nHTTP/1.1 200`, 0],
    ["is not kept when its end is the answer's", "HTTP/1.1 200 OK\r\n\r\n", 0],
  ])("%s", (_, text, seconds) => {
    expect(whole(text)).toMatchObject({ outcome: { status: 200 }, keepSeconds: seconds });
  });
});

describe("held against Node's own client", () => {
  /** What llhttp, at its strictest, makes of the same bytes. */
  const readByNode = (
    answer: Buffer,
  ): Promise<{ status: number; headers: unknown; sum: string } | undefined> =>
    new Promise((resolve) => {
      const connection = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
      const asked = request({ createConnection: () => connection, insecureHTTPParser: false }, (response) => {
        const { statusCode: status = 0, headersDistinct } = response;
        buffer(response).then(
          (all) => resolve({ status, headers: joined(headersDistinct), sum: sumOf(all) }),
          () => resolve(undefined),
        );
      });
      asked.on("error", () => resolve(undefined));
      asked.on("upgrade", () => resolve(undefined));
      asked.end();
      connection.push(answer);
      connection.push(null);
    });
  /** Node takes them for Latin-1. */
  const joined = (headers: NodeJS.Dict<string[]>) =>
    Object.fromEntries(
      Object.entries(headers).map(([name, values = []]) => [name, bytes(values.join(", ")).toString()]),
    );
  const sumOf = (all: Uint8Array) => createHash("sha256").update(all).digest("hex");

  const HEADERS = ["x: a", "X: b", "connection: close", "content-type: text/plain", "x-é: 1", "y:"];
  const chunked = (parts: readonly string[]) =>
    [...parts.filter(Boolean), ""].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join("");
  const bodies = fc.oneof(
    fc.string().map((text) => `content-length: ${bytes(text).length}\r\n\r\n${text}`),
    fc.array(fc.string()).map((parts) => `transfer-encoding: chunked\r\n\r\n${chunked(parts)}`),
    fc.string().map((text) => `\r\n${text}`),
  );
  const good = fc
    .tuple(
      fc.constantFrom("", "HTTP/1.1 100 Continue\r\n\r\n"),
      fc.constantFrom("HTTP/1.1 200 OK", "HTTP/1.0 200 OK", "HTTP/1.1 304 Not Modified", "HTTP/1.1 404"),
      fc.array(fc.constantFrom(...HEADERS), { maxLength: 3 }),
      bodies,
    )
    .map(([before, status, headers, rest]) => `${[before + status, ...headers].join("\r\n")}\r\n${rest}`);
  const WRONG = [
    ..."\r\n\t\0 :;,0a\x7f\xff\xa0",
    ...["\r\n", "content-length: 2\r\n", "transfer-encoding: chunked\r\n", "connection: keep-alive\r\n"],
  ];
  const change = fc.record({ at: fc.nat(400), take: fc.nat(2), put: fc.constantFrom("", ...WRONG) });
  /** Good ones, and such as a mistake or two made of them. llhttp overlooks the coding when a tab follows it. */
  const answers = fc
    .tuple(good, fc.array(change, { maxLength: 2 }))
    .map(([text, changes]) =>
      changes.reduce((changed, { at, take, put }) => {
        const place = at % (changed.length + 1);
        return Buffer.concat([changed.subarray(0, place), bytes(put), changed.subarray(place + take)]);
      }, bytes(text)),
    )
    .filter((answer) => !answer.includes("chunked\t"));

  /**
   * Of an empty line before the status, a status below 100, control characters in its reason, a coding that is not chunks,
   * and one in a trailer.
   */
  const STRICTER = expect.stringMatching(/is not HTTP\/1\.1|the coding of its body|a trailer/);

  test("what is accepted, Node accepts, with the same status, headers and body; and the other way round", async () => {
    const seen = { accepted: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(answers, async (answer) => {
        const { outcome, taken } = read(pieces(answer));
        if (typeof outcome === "object" && "bytes" in outcome) {
          seen.accepted += 1;
          const { status, headers, bytes } = outcome;
          const own = { status, headers: { ...headers }, sum: sumOf(bytes) };
          expect(await readByNode(answer.subarray(0, taken))).toEqual(own);
        } else if (await readByNode(answer)) expect(outcome).toMatchObject({ detail: STRICTER });
        else seen.refused += 1;
      }),
      { numRuns: 3000, seed: 1 },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(300);
  });

  test("however it is cut, it is the same", () => {
    fc.assert(
      fc.property(answers, fc.array(fc.nat(30), { maxLength: 8 }), (answer, cuts) => {
        const { outcome } = read(pieces(answer, cuts));
        const { outcome: expected } = read([answer]);
        // What is refused early may not have been seen whole, so it is told in other words.
        if (typeof expected === "object" && "reason" in expected)
          expect(outcome).toMatchObject({ reason: expected.reason });
        else expect(outcome).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
  });
});
