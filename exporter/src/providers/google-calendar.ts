import { z } from "zod";
import { defineProvider } from "../contract.ts";
import { askGoogle, googleKeys } from "./support/google-auth.ts";

const SCOPE = "https://www.googleapis.com/auth/calendar.calendarlist.readonly";

/** Absent items are an empty list: the answer holds only the fields that are asked for and there. */
const CalendarList = z.object({
  kind: z.literal("calendar#calendarList"),
  items: z.array(z.object({ id: z.string() })).optional(),
});
const QUERY = new URLSearchParams({ maxResults: "1", fields: "kind,items(id)" });

export default defineProvider({
  id: "google-calendar",
  title: "Google Calendar",
  description: `Asks for the first entry of a calendar list: of the user who signed in, of the \`subject\` for whom a service account acts, or of the service account itself. It reads no event. Fetches an access token first when it has none: 2 requests at most.

- **down**: the sign-in was revoked or has expired (\`unauthorized\`); a scope is missing, or the API is switched off in the project (\`forbidden\`); too many requests of the user or the project, told by 429 or by a 403 (\`rate_limited\`); Google fails (\`server_error\`); the answer is no calendar list (\`unexpected_response\`).
- **degraded**: never by itself. An empty list is healthy: a service account's is, until a calendar is put into it.
- **observes** no quota: Calendar tells none.

The user must have granted \`calendar.calendarlist.readonly\` or \`calendar.readonly\`. A service account asks for \`calendar.calendarlist.readonly\`.

Unverified: that the list's \`kind\` comes whenever \`fields\` asks for it (an answer without it counts as \`unexpected_response\`), and the words of some refusals (a 403 that names no limit counts as \`forbidden\`).

Source: [calendarList.list](https://developers.google.com/workspace/calendar/api/v3/reference/calendarList/list), [errors](https://developers.google.com/workspace/calendar/api/guides/errors), [quota](https://developers.google.com/workspace/calendar/api/guides/quota), [OAuth 2.0](https://developers.google.com/identity/protocols/oauth2).`,
  config: z.strictObject(googleKeys("https://www.googleapis.com")),
  example: {
    provider: "google-calendar",
    auth: {
      refresh_token: { env: "GOOGLE_REFRESH_TOKEN" },
      client_id: "1234567890-exporter.apps.googleusercontent.com",
      client_secret: { env: "GOOGLE_CLIENT_SECRET" },
    },
  },

  async probe(config, context) {
    const list = await askGoogle(
      config,
      context,
      { scope: SCOPE, path: `/calendar/v3/users/me/calendarList?${QUERY}` },
      CalendarList,
    );
    if (!list.ok) return list;
    const empty = (list.value.items ?? []).length === 0;
    return { ok: true, summary: empty ? "The calendar list is empty" : "The calendar list can be read" };
  },
});
