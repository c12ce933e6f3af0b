import { createServer } from "node:http";
import { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { UpstreamError } from "../reasons.ts";
import { type Request, serialize } from "./request.ts";

const request = (over: Partial<Request> = {}): Request => ({
  method: "GET",
  url: new URL("http://shop.example:81/orders?page=1"),
  headers: {},
  body: null,
  ...over,
});
const written = (over: Partial<Request> = {}) =>
  Buffer.from(serialize(request(over)) as Buffer).toString("latin1");

describe("a request", () => {
  test("names its target, its host, and nothing that it does not need", () => {
    expect(written({ headers: { accept: "a, b" } })).toBe(
      "GET /orders?page=1 HTTP/1.1\r\nhost: shop.example:81\r\naccept: a, b\r\nconnection: keep-alive\r\n\r\n",
    );
  });

  test("takes another host, and another word on the connection, when it is given one", () => {
    expect(written({ headers: { host: "x.example", connection: "close" } })).toBe(
      "GET /orders?page=1 HTTP/1.1\r\nhost: x.example\r\nconnection: close\r\n\r\n",
    );
  });

  test("has the length of its body in bytes, and 0 where a body would be expected", () => {
    expect(written({ method: "POST", body: "é" })).toContain("content-length: 2\r\n\r\n\xc3\xa9");
    expect(written({ method: "POST" })).toContain("content-length: 0\r\n\r\n");
    expect(
      written({ method: "PUT", headers: { "content-length": "0" } }).match(/content-length/g),
    ).toHaveLength(1);
  });

  test("is read by Node's own server as it was meant", async () => {
    const printable = fc
      .string({ unit: fc.constantFrom(..."abc XYZ:;,=\t\xe9~") })
      .map((value) => value.trim());
    const name = fc
      .string({ unit: fc.constantFrom(..."abc-_!#x9"), minLength: 1 })
      .map((tail) => `x-${tail}`);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("GET", "POST", "DELETE", "HEAD"),
        fc.webPath(),
        fc.dictionary(name, printable, { maxKeys: 5 }),
        fc.option(fc.string({ unit: "binary" })),
        async (method, path, headers, body) => {
          const url = new URL(`http://x.example${path}`);
          const got = await readByNode(serialize({ method, url, headers, body }));
          expect(got).toMatchObject({
            method,
            url: url.pathname,
            headers,
            body: Buffer.from(body ?? "").toString(),
          });
        },
      ),
    );
  });
});

/** What Node's own server makes of it. */
const readByNode = (bytes: Uint8Array | string): Promise<Record<string, unknown>> =>
  new Promise((resolve, reject) => {
    const server = createServer((incoming) => {
      const { method, url, headers } = incoming;
      text(incoming).then((body) => resolve({ method, url, headers, body }), reject);
    });
    server.on("clientError", reject);
    const connection = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    server.emit("connection", connection);
    connection.push(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  });

describe("what cannot be sent is told, without its value:", () => {
  const SECRET = "s3cr3t";
  test.each<[string, Partial<Request>, string]>([
    ["a second line", { headers: { "x-key": `${SECRET}\r\nx: y` } }, "the header x-key holds a character"],
    [
      "a character beyond Latin-1",
      { headers: { "x-key": `${SECRET}€` } },
      "the header x-key holds a character",
    ],
    ["a name with a space", { headers: { "x key": SECRET } }, "the header x key cannot be sent"],
    [
      "a coding of its own",
      { headers: { "transfer-encoding": "chunked" } },
      "transfer-encoding cannot be sent",
    ],
    ["another protocol", { headers: { upgrade: "h2c" } }, "the header upgrade cannot be sent"],
    [
      "a length that is not the body's",
      { headers: { "content-length": "9" }, body: SECRET },
      "says 9, the body has 6",
    ],
    ["a method of two words", { method: "GET /x" }, "the method"],
  ])("%s", (_, over, detail) => {
    const attempt = () => serialize(request(over));
    expect(attempt).toThrow(UpstreamError);
    expect(attempt).toThrow(detail);
    expect(attempt).not.toThrow(SECRET);
  });
});
