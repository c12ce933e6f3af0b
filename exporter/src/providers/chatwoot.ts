import { z } from "zod";
import { defineProvider, type Observations, secret } from "../contract.ts";
import {
  describeAccounts,
  environmentsOf,
  Health,
  judgeAccount,
  judgeHealth,
  judgeStatusCode,
  Profile,
} from "./chatwoot/judge.ts";
import { ask } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";

export default defineProvider({
  id: "chatwoot",
  title: "Chatwoot",
  description: `Asks \`GET /api\` for the state of Chatwoot and, with a \`token\`, \`GET /api/v1/profile\` for whose it is.

- **down**: \`data_services\` (PostgreSQL) or \`queue_services\` (Redis) is not \`ok\` (\`server_error\`, although it arrives in a 200): without either of them no message comes in or goes out, so neither is only degraded.
- **down** by the token: 401 \`unauthorized\`, it was revoked; \`forbidden\`, it is a bot's or a platform's instead of a user's, or its user is not in \`account_id\`, or that account is suspended.
- **down** as usual: 403 \`forbidden\`, 404 \`not_found\`, 5xx \`server_error\`, 429 \`rate_limited\`: Chatwoot counts by the minute and does not say when it ends, so the wait is a minute.
- Tells: the services as the environments \`queue\` and \`data\`, the version, and the role in the account. Chatwoot tells no quota.

nginx drops headers with an underscore, such as \`api_access_token\`, unless it has \`underscores_in_headers on\`: a good token then looks revoked.

Unverified: that a token of a platform gets the same answer as a bot's (from the source); anything but \`ok\` counts as failing.

Source: [API](https://developers.chatwoot.com/api-reference/introduction), [\`GET /api\`](https://github.com/chatwoot/chatwoot/blob/develop/app/controllers/api_controller.rb), [limits](https://github.com/chatwoot/chatwoot/blob/develop/config/initializers/rack_attack.rb).`,
  config: z
    .strictObject({
      base_url: baseUrl("https://app.chatwoot.com"),
      token: secret().optional().describe("Access token of a user, from the user's profile settings"),
      account_id: z
        .int()
        .positive()
        .optional()
        .describe("Account that the user of `token` must belong to: the number in the dashboard's address"),
    })
    .refine((c) => c.account_id === undefined || c.token !== undefined, "account_id needs token"),
  example: { provider: "chatwoot", token: { env: "CHATWOOT_TOKEN" }, account_id: 1 },
  observes: () => ({ environments: ["queue", "data"] }),

  async probe({ base_url, token, account_id }, context) {
    const health = await ask(context, { url: `${base_url}/api` }, Health, judgeStatusCode);
    if (!health.ok) return health;
    const { version } = health.value;
    const environments = environmentsOf(health.value);
    const told: Observations = { version, environments, summary: `Chatwoot ${version}` };
    const failing = judgeHealth(health.value);
    if (failing) return { ...failing, ...told };
    if (!token) return { ok: true, ...told };

    const headers = { api_access_token: context.secret(token) };
    const url = `${base_url}/api/v1/profile`;
    const profile = await ask(context, { url, headers }, Profile, judgeStatusCode);
    if (!profile.ok) return { ...profile, ...told };
    const shutOut = account_id === undefined ? undefined : judgeAccount(profile.value, account_id);
    if (shutOut) return { ...shutOut, ...told };
    const summary = `Chatwoot ${version} · ${describeAccounts(profile.value, account_id)}`;
    return { ok: true, ...told, summary };
  },
});
