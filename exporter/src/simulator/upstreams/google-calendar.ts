import type { Upstream } from "../upstream.ts";
import { googleFaults, signedIn, tokenRoutes } from "./google/oauth.ts";

const CALENDARS = [
  { kind: "calendar#calendarListEntry", id: "demo@example.com", summary: "Demo", primary: true },
  { kind: "calendar#calendarListEntry", id: "team@group.calendar.google.com", summary: "Team" },
];

const onlyIds = (items: readonly { id: string }[]) => items.map(({ id }) => ({ id }));

export default {
  id: "google-calendar",
  usualPort: 21215,
  routes: {
    ...tokenRoutes,
    "GET /calendar/v3/users/me/calendarList": signedIn(({ query }) => {
      const items = CALENDARS.slice(0, Number(query.get("maxResults") ?? 100));
      const fields = query.get("fields")?.split(",") ?? [];
      const whole = { kind: "calendar#calendarList", etag: '"p1"', items };
      // Of the partial responses only the one that is asked for here: https://developers.google.com/workspace/calendar/api/guides/performance#partial
      const kind = fields.includes("kind") ? { kind: whole.kind } : {};
      return { body: fields.includes("items(id)") ? { ...kind, items: onlyIds(items) } : whole };
    }),
  },
  faults: {
    ...googleFaults,
    /** A user without calendars, or a service account that has been given none. */
    no_calendars: (asked, healthy) =>
      asked.path === "/token" ? healthy : { body: { kind: "calendar#calendarList", items: [] } },
    /** The same, as a partial response may tell it. */
    no_items: (asked, healthy) =>
      asked.path === "/token" ? healthy : { body: { kind: "calendar#calendarList" } },
  },
} satisfies Upstream;
