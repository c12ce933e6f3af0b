import { z } from "zod";
import { defineProvider, type HttpRequest, type ProbeContext, type SecretRef, secret } from "../contract.ts";
import { expectations, judgeAnswer } from "./http/expectations.ts";
import { quotaOf } from "./support/any-quota.ts";
import { accessToken, bearing, clientCredentials } from "./support/oauth2.ts";
import { tlsOptions, tlsSettings } from "./support/tls.ts";
import { SIMPLE_AUTH, webAuthHeaders, webSecret } from "./support/web-auth.ts";

/** RFC 9110, 5.5: Latin-1 without control characters. */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]*$/;
const headerValue = () =>
  z.string().refine((text) => SENDABLE.test(text), "must be one line of characters that HTTP can carry");
/** They say where a message ends, or make another protocol of it. */
const NOT_TO_SET = /^(?:content-length|transfer-encoding|upgrade|expect)$/i;

const authentication = () =>
  z.union([
    ...SIMPLE_AUTH,
    z.strictObject({ oauth2: clientCredentials().describe("Client credentials grant") }),
  ]);
type Authentication = z.output<ReturnType<typeof authentication>>;

export default defineProvider({
  id: "http",
  title: "HTTP",
  description: `Sends one request and judges the answer.

- **down**: no answer; a status outside \`expect.status\` (401 \`unauthorized\`, 403 \`forbidden\`, 404 and 410 \`not_found\`, 429 \`rate_limited\`, 408 and 5xx \`server_error\`, others \`unexpected_response\`); another expectation not met; more than \`follow_redirects\` redirects; a body above \`max_body\`.
- A connection that breaks off in the middle of an answer is \`connect\`; an answer that is not HTTP is \`unexpected_response\`.
- On 429, 408 and 5xx the next probe waits as long as \`Retry-After\` asks.
- Redirects: a header with a secret goes to no other origin; from https to http none is followed with one.
- An OAuth 2.0 token is kept until a minute before it runs out, and fetched anew once when the server rejects it.
- Regular expressions are JavaScript's with the \`u\` flag. They see the first 64 KiB; one that runs longer than 100 ms counts as an expectation not met.

Source: [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110).`,
  config: z.strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .refine(
        (url) => !URL.canParse(url) || new URL(url).username === "",
        "must hold no credentials: use auth",
      )
      .describe("Address"),
    method: z
      .string()
      .regex(/^[A-Z]+$/, "must be in capitals")
      .default("GET")
      .describe("Method"),
    headers: z
      .record(
        z
          .string()
          .regex(/^[\w!#$%&'*+.^`|~-]+$/, "must be a header's name")
          .refine((name) => !NOT_TO_SET.test(name), "is for the exporter to set"),
        z.union([headerValue(), secret()]),
      )
      .default({})
      .describe("Headers, as text or by secret"),
    body: z.string().optional().describe("Body"),
    auth: authentication().optional().describe("`bearer`, `basic` or `oauth2`"),
    expect: expectations().prefault({}).describe("What a good answer is like"),
    follow_redirects: z
      .int()
      .min(0)
      .max(20)
      .default(5)
      .describe("How many redirects to follow; with 0 a 3xx is the answer"),
    max_body: z
      .int()
      .min(1)
      .max(64 * 1024 * 1024)
      .default(1024 * 1024)
      .describe("Largest body, in bytes"),
    reuse: z
      .boolean()
      .default(false)
      .describe(
        "Whether to keep the connection for the check's next probe, at most 10 minutes or as long as the server says: cheaper, but the phases dns, connect and tls, and a certificate that changed, show only when it is made anew. By default each probe makes its own",
      ),
    quota: z
      .boolean()
      .default(false)
      .describe(
        "Whether to tell the quota `requests` by the answer's rate-limit headers, in any common form",
      ),
    tls: tlsOptions().optional().describe("How to trust and to be trusted"),
  }),
  example: {
    provider: "http",
    url: "https://api.example.com/health",
    auth: { bearer: { env: "API_TOKEN" } },
    expect: { json: [{ path: "status", equals: "ok" }] },
  },

  observes: ({ quota }) => (quota ? { quotas: ["requests"] } : {}),
  credential: ({ quota, auth }) => (quota && auth ? secretOf(auth) : undefined),

  async probe(config, context) {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(config.headers))
      headers[name] = typeof value === "string" ? value : context.secret(value);
    const request: HttpRequest = {
      url: config.url,
      method: config.method,
      headers,
      maxRedirects: config.follow_redirects,
      maxBodyBytes: config.max_body,
      reuse: config.reuse,
      body: config.body,
      tls: config.tls && tlsSettings(config.tls, context),
    };
    const answer = await send(request, config.auth, context);
    if (!answer.ok) return answer;
    const seen = config.quota ? { quotas: quotaOf(answer.headers, context.clock.now(), "requests") } : {};
    const failed = await judgeAnswer(config.expect, answer, context);
    return failed ? { ...failed, ...seen } : { ok: true, ...seen, summary: `HTTP status ${answer.status}` };
  },
});

const secretOf = (auth: Authentication): SecretRef =>
  "oauth2" in auth ? auth.oauth2.client_secret : webSecret(auth);

function send(request: HttpRequest, auth: Authentication | undefined, context: ProbeContext) {
  if (!auth) return context.http(request);
  if ("oauth2" in auth) return bearing(context, () => accessToken(auth.oauth2, context))(request);
  return context.http({ ...request, headers: { ...request.headers, ...webAuthHeaders(auth, context) } });
}
