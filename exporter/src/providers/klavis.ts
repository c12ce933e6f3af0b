import { z } from "zod";
import { defineProvider, failure, secret, type Verdict } from "../contract.ts";
import { ask } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { explain } from "./support/explain.ts";

const Instance = z.object({
  serverName: z.string(),
  authNeeded: z.boolean(),
  isAuthenticated: z.boolean(),
});
type Instance = z.infer<typeof Instance>;
const Users = z.object({ totalCount: z.number() });

export default defineProvider({
  id: "klavis",
  title: "Klavis",
  description: `Asks for one \`instance\` of an MCP server that Klavis hosts; without one, lists the account's users, which tells whether the key is good. One request.

- **down**: the instance needs its user's consent and has none (\`unauthorized\`: it was revoked or never given); 401 \`unauthorized\` and 403 \`forbidden\` for the key; 404 or 422 \`not_found\` when there is no such instance; 429 \`rate_limited\`; 5xx \`server_error\`.

It looks at the account only. Whether the MCP server itself answers, an instance's or a Strata's, is checked with the provider \`mcp\` and the server's URL. Klavis tells no quota.

Unverified: which status a bad key gets, 401 or 403: both are told as the key's; whether an unknown instance is answered 404 or, as one that is not well-formed, 422: both are \`not_found\`.

Source: [API](https://www.klavis.ai/docs/api-reference), [its specification](https://github.com/Klavis-AI/klavis/blob/main/docs/api-reference/openapi.json).`,
  config: z.strictObject({
    base_url: baseUrl("https://api.klavis.ai"),
    api_key: secret().describe("API key"),
    instance: z
      .string()
      .regex(/^[\w-]+$/, "must be the id of an instance")
      .optional()
      .describe("Id of the instance whose consent to look at"),
  }),
  example: {
    provider: "klavis",
    api_key: { env: "KLAVIS_API_KEY" },
    instance: "5f1a2c1e-6f0a-4c58-9a55-0d2f6a2f7b10",
  },

  async probe({ base_url: baseUrl, api_key: key, instance }, context) {
    const headers = { authorization: `Bearer ${context.secret(key)}` };
    if (instance === undefined) {
      const users = await ask(context, { url: `${baseUrl}/user/`, headers }, Users, explain(KEY_REFUSED));
      return users.ok ? { ok: true, summary: `Key accepted, users: ${users.value.totalCount}` } : users;
    }
    const url = `${baseUrl}/mcp-server/instance/${instance}`;
    const told = await ask(context, { url, headers }, Instance, (response, now) =>
      response.status === 422
        ? failure("not_found", "HTTP status 422: the instance's id is not well-formed")
        : judgeInstance(response, now),
    );
    return told.ok ? judgeConsent(told.value) : told;
  },
});

const KEY_REFUSED = {
  unauthorized: "the API key is wrong or was revoked",
  forbidden: "the API key is refused, or may not read this",
};
const judgeInstance = explain({ ...KEY_REFUSED, not_found: "there is no such instance" });

const judgeConsent = ({ serverName, authNeeded, isAuthenticated }: Instance): Verdict =>
  authNeeded && !isAuthenticated
    ? failure(
        "unauthorized",
        `${serverName}: the user's consent was revoked or never given, and must be given anew`,
      )
    : { ok: true, summary: `${serverName}: ${authNeeded ? "consent given" : "needs no consent"}` };
