import { createSocket, type Socket } from "node:dgram";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { probeOnce } from "../../test/probe-once.ts";
import dns from "./dns.ts";

const TYPES: Record<string, number> = { A: 1, NS: 2, CNAME: 5, MX: 15, TXT: 16, AAAA: 28, SRV: 33, CAA: 257 };

const name = (text: string) =>
  Buffer.concat([...text.split(".").map((label) => text16(label)), Buffer.from([0])]);
const text16 = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
const uint16 = (...values: number[]) =>
  Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 255])));

/** An answer to `query` (RFC 1035, 4.1): its question, and records that all point to the question's name. */
function reply(query: Buffer, code: number, type: string, records: Buffer[]): Buffer {
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const header = Buffer.concat([query.subarray(0, 2), uint16(0x8180 | code, 1, records.length, 0, 0)]);
  const answers = records.map((data) =>
    Buffer.concat([uint16(0xc00c, TYPES[type] as number, 1, 0, 60, data.length), data]),
  );
  return Buffer.concat([header, question, ...answers]);
}

let server: Socket | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

/** Asks a name server that gives `answer` to everything, or none at all. */
async function probe(
  type: string,
  answer: { code?: number; records?: Buffer[] } | undefined,
  entry: object = {},
) {
  const socket = createSocket("udp4");
  server = socket;
  socket.on("message", (query, { port, address }) => {
    if (answer) socket.send(reply(query, answer.code ?? 0, type, answer.records ?? []), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const address = `127.0.0.1:${(socket.address() as AddressInfo).port}`;
  return probeOnce(
    dns,
    { name: "api.example", type, server: address, ...entry },
    { timeoutSeconds: answer ? 10 : 0.2 },
  );
}

const A = [Buffer.from([192, 0, 2, 1]), Buffer.from([192, 0, 2, 2])];

describe("records are judged as zone files write them", () => {
  test.each<[string, Buffer, string]>([
    ["A", A[0] as Buffer, "192.0.2.1"],
    ["AAAA", Buffer.from("20010db8000000000000000000000001", "hex"), "2001:db8::1"],
    ["CNAME", name("www.example"), "www.example"],
    ["NS", name("ns.example"), "ns.example"],
    ["MX", Buffer.concat([uint16(10), name("mail.example")]), "10 mail.example"],
    ["TXT", Buffer.concat([text16("v=spf1 "), text16("-all")]), "v=spf1 -all"],
    ["SRV", Buffer.concat([uint16(1, 2, 443), name("srv.example")]), "1 2 443 srv.example"],
    [
      "CAA",
      Buffer.concat([Buffer.from([0]), text16("issue"), Buffer.from("ca.example")]),
      '0 issue "ca.example"',
    ],
  ])("%s", async (type, record, text) => {
    const source = `^${text.replaceAll(".", "\\.")}$`;
    const result = await probe(type, { records: [record] }, { expect: { matches: source } });
    expect(result).toMatchObject({ outcome: "success", observations: { summary: `1 ${type}: '${text}'` } });
    expect(result.phases.dns).toBeGreaterThan(0);
  });
});

test("fewer answers than wanted, and none that matches, are unexpected", async () => {
  expect(await probe("A", { records: A }, { expect: { min_answers: 3 } })).toMatchObject({
    reason: "unexpected_response",
    detail: "2 answers, wanted 3",
  });
  server?.close();
  expect(await probe("A", { records: A }, { expect: { matches: "^198" } })).toMatchObject({
    reason: "unexpected_response",
    detail: "no answer matches /^198/: [ '192.0.2.1', '192.0.2.2' ]",
  });
});

test.each([
  [3, "not_found", "A api.example: no such name (NXDOMAIN)"],
  [2, "server_error", "A api.example: the name server failed (SERVFAIL)"],
  [5, "forbidden", "A api.example: the name server refused (REFUSED)"],
  [0, "not_found", "A api.example: no such record"],
])("code %i without records is %s", async (code, reason, detail) => {
  expect(await probe("A", { code })).toMatchObject({ outcome: "failure", reason, detail });
});

test("a name server that keeps silent is a timeout", async () => {
  expect(await probe("A", undefined)).toMatchObject({ reason: "timeout" });
});

test("a server is an address, with or without a port", () => {
  const accepts = (server: string) => dns.config.safeParse({ name: "a.example", server }).success;
  expect(["192.0.2.1", "192.0.2.1:53", "2001:db8::1", "[2001:db8::1]:53"].filter(accepts)).toHaveLength(4);
  expect(["ns.example", "192.0.2.1:0", "192.0.2.1:99999", "[192.0.2.1", ":53", ""].filter(accepts)).toEqual(
    [],
  );
});
