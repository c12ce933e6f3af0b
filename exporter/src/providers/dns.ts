import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { z } from "zod";
import { defineProvider, type Failure, failure, type Reason, show } from "../contract.ts";
import { matches, pattern } from "./support/pattern.ts";

const RECORDS = ["A", "AAAA", "CNAME", "MX", "TXT", "NS", "SRV", "CAA"] as const;
type RecordType = (typeof RECORDS)[number];

export default defineProvider({
  id: "dns",
  title: "DNS",
  description: `Asks a name server for the records of a name.

- **down**: NXDOMAIN, or no record of the type (\`not_found\`); SERVFAIL (\`server_error\`); REFUSED (\`forbidden\`); no answer (\`timeout\`); fewer than \`expect.min_answers\` records, or none that matches (\`unexpected_response\`).

Records are judged as zone files write them: \`10 mail.example.com\` for MX, \`0 issue "ca.example"\` for CAA. Source: [RFC 1035](https://www.rfc-editor.org/rfc/rfc1035).`,
  config: z.strictObject({
    name: z.string().min(1).describe("Name to ask for"),
    type: z.enum(RECORDS).default("A").describe("Type of record"),
    server: z
      .string()
      .refine(
        (text) => isServer(text),
        "must be an address, with or without a port: 192.0.2.1, 192.0.2.1:53, [2001:db8::1]:53",
      )
      .optional()
      .describe("Name server; the system's when absent"),
    expect: z
      .strictObject({
        min_answers: z.int().min(1).default(1).describe("How many records there must be"),
        matches: pattern().optional().describe("Regular expression that one record must match"),
      })
      .prefault({})
      .describe("What a good answer is like"),
  }),
  example: { provider: "dns", name: "example.com", type: "MX", expect: { matches: "mail\\.example\\.com$" } },

  async probe({ name, type, server, expect }, context) {
    const resolver = new Resolver({ timeout: 1000, tries: 4 });
    if (server) resolver.setServers([server]);
    context.onEnd(() => resolver.cancel());
    let answers: string[];
    try {
      answers = await context.measure("dns", () => ask(resolver, name, type));
    } catch (error) {
      const failed = judgeCode((error as NodeJS.ErrnoException).code, name, type);
      if (failed) return failed;
      throw error;
    }
    context.trace("answers", { server: resolver.getServers(), answers });
    const { min_answers: wanted, matches: source } = expect;
    if (answers.length < wanted)
      return failure("unexpected_response", `${answers.length} answers, wanted ${wanted}`);
    if (source !== undefined && !(await anyMatches(source, answers))) {
      return failure("unexpected_response", `no answer matches /${source}/: ${show(answers)}`);
    }
    return { ok: true, summary: `${answers.length} ${type}: ${show(answers[0])}` };
  },
});

async function anyMatches(source: string, answers: string[]): Promise<boolean> {
  for (const answer of answers) if (await matches(source, answer)) return true;
  return false;
}

const isServer = (text: string): boolean => {
  if (isIP(text)) return true;
  const { host = "", port = "" } =
    /^(?:\[(?<host>[^\]]+)\]|(?<host>[^:]+)):(?<port>\d+)$/.exec(text)?.groups ?? {};
  return isIP(host) !== 0 && Number(port) > 0 && Number(port) < 65536;
};

async function ask(resolver: Resolver, name: string, type: RecordType): Promise<string[]> {
  switch (type) {
    case "A":
      return resolver.resolve4(name);
    case "AAAA":
      return resolver.resolve6(name);
    case "CNAME":
      return resolver.resolveCname(name);
    case "NS":
      return resolver.resolveNs(name);
    case "MX":
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`);
    case "TXT":
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(""));
    case "SRV":
      return (await resolver.resolveSrv(name)).map(
        (srv) => `${srv.priority} ${srv.weight} ${srv.port} ${srv.name}`,
      );
    case "CAA":
      return (await resolver.resolveCaa(name)).map(({ critical, ...rest }) => {
        const [tag, value] = Object.entries(rest).find(([key]) => key !== "type") ?? [];
        return `${critical} ${tag} "${value}"`;
      });
  }
}

const REASONS: Record<string, [Reason, string]> = {
  ENOTFOUND: ["not_found", "no such name (NXDOMAIN)"],
  ENODATA: ["not_found", "no such record"],
  ESERVFAIL: ["server_error", "the name server failed (SERVFAIL)"],
  EREFUSED: ["forbidden", "the name server refused (REFUSED)"],
  EFORMERR: ["unexpected_response", "the name server did not understand (FORMERR)"],
  ENOTIMP: ["unexpected_response", "the name server does not do this (NOTIMP)"],
  EBADRESP: ["unexpected_response", "the name server's answer is broken"],
  ECONNREFUSED: ["connect", "no name server there"],
  ETIMEOUT: ["timeout", "the name server did not answer"],
};

function judgeCode(code: string | undefined, name: string, type: RecordType): Failure | undefined {
  const [reason, words] = REASONS[code ?? ""] ?? [];
  return reason && failure(reason, `${type} ${name}: ${words}`);
}
