import { z } from "zod";
import { defineProvider } from "../contract.ts";
import { askGoogle, googleKeys } from "./support/google-auth.ts";

/** Sees headers and labels, and no message's text. */
const SCOPE = "https://www.googleapis.com/auth/gmail.metadata";

const Profile = z.object({ messagesTotal: z.int(), threadsTotal: z.int() });

const keys = googleKeys("https://gmail.googleapis.com");

export default defineProvider({
  id: "gmail",
  title: "Gmail",
  description: `Asks for the profile of one mailbox: that of the user who signed in, or of the \`subject\` for whom a service account acts. It reads no message, and costs 1 of the 6,000 units that a user has a minute. Fetches an access token first when it has none: 2 requests at most.

- **down**: the sign-in was revoked or has expired (\`unauthorized\`); a scope is missing, or the API is switched off in the project (\`forbidden\`); too many requests of the user or the project, told by 429 or by a 403 (\`rate_limited\`); Google fails (\`server_error\`); the answer is no profile (\`unexpected_response\`).
- **degraded**: never by itself.
- **observes** no quota: Gmail tells none. The summary counts messages and threads, and names nobody.

The user must have granted \`gmail.metadata\` or \`gmail.readonly\`. A service account asks for \`gmail.metadata\`, and has no mailbox of its own: its domain must delegate that scope to it. A refresh token with a Gmail scope ends when its user changes the password.

Unverified: how much of a limit is left, and the words of some refusals; a 403 that names no limit counts as \`forbidden\`.

Source: [getProfile](https://developers.google.com/gmail/api/reference/rest/v1/users/getProfile), [quota](https://developers.google.com/gmail/api/reference/quota), [errors](https://developers.google.com/gmail/api/guides/handle-errors), [OAuth 2.0](https://developers.google.com/identity/protocols/oauth2).`,
  config: z.strictObject({
    ...keys,
    auth: keys.auth
      .refine(
        (auth) => "refresh_token" in auth || auth.subject !== undefined,
        "needs subject: a service account has no mailbox of its own",
      )
      .describe("A user who signed in, or a service account with a `subject`"),
  }),
  example: {
    provider: "gmail",
    auth: {
      refresh_token: { env: "GOOGLE_REFRESH_TOKEN" },
      client_id: "1234567890-exporter.apps.googleusercontent.com",
      client_secret: { env: "GOOGLE_CLIENT_SECRET" },
    },
  },

  async probe(config, context) {
    const profile = await askGoogle(
      config,
      context,
      { scope: SCOPE, path: "/gmail/v1/users/me/profile" },
      Profile,
    );
    if (!profile.ok) return profile;
    const { messagesTotal, threadsTotal } = profile.value;
    return { ok: true, summary: `${messagesTotal} messages in ${threadsTotal} threads` };
  },
});
