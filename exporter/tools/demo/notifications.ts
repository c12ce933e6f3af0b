import { z } from "zod";

/** What on-call would read on the phone or in the channel. */
export interface Notification {
  /** Where it would have gone: `PagerDuty`, or the Slack channel. */
  to: string;
  resolved: boolean;
  title: string;
  lines: string[];
  links: { text: string; href: string }[];
}

const Detail = z.string().nullish();

/** Of an event of PagerDuty's Events API v2, with the details of our alertmanager.yml, only what a phone shows. */
const PagerdutyEvent = z.object({
  event_action: z.enum(["trigger", "acknowledge", "resolve"]),
  payload: z
    .object({
      summary: z.string(),
      // Lists of alerts, and whose they are; null when there is nothing to tell.
      custom_details: z
        .object({ firing: Detail, resolved: Detail, owner: Detail, emergency_contact: Detail })
        .default({}),
    })
    .optional(),
  links: z.array(z.object({ href: z.string(), text: z.string().default("link") })).default([]),
});

/** Of a Slack message by incoming webhook, only what a channel shows. */
const SlackMessage = z.object({
  channel: z.string().default("Slack"),
  attachments: z
    .array(
      z.object({
        title: z.string().default(""),
        text: z.string().default(""),
        color: z.string().default(""),
        fields: z.array(z.object({ title: z.string(), value: z.string() })).default([]),
        actions: z.array(z.object({ text: z.string(), url: z.string().default("") })).default([]),
      }),
    )
    .default([]),
});

/** Throws when `body` is not an event as PagerDuty's Events API v2 takes it. */
export function fromPagerduty(body: unknown): Notification {
  const { event_action, payload, links } = PagerdutyEvent.parse(body);
  const { firing, resolved, owner, emergency_contact } = payload?.custom_details ?? {};
  const whose = [owner && `Owner: ${owner}`, emergency_contact && `Emergency: ${emergency_contact}`];
  return {
    to: "PagerDuty",
    resolved: event_action === "resolve",
    title: payload?.summary ?? event_action,
    lines: [firing, resolved, ...whose]
      .flatMap((text) => text?.split("\n") ?? [])
      .filter((line) => line.trim() !== ""),
    // A catalog without links has none to send, and says so with an empty address.
    links: links.filter(({ href }) => href !== ""),
  };
}

/** Throws when `body` is not a message as a Slack incoming webhook takes it. */
export function fromSlack(body: unknown): Notification {
  const { channel, attachments } = SlackMessage.parse(body);
  return {
    to: `Slack ${channel}`,
    resolved: attachments.every(({ color }) => color === "good"),
    title: attachments.map(({ title }) => plain(title)).join("; "),
    lines: attachments.flatMap(({ text, fields }) => [
      ...plain(text).split("\n"),
      ...fields.map(({ title, value }) => `${title}: ${plain(value)}`),
    ]),
    links: attachments.flatMap(({ actions }) =>
      actions.map(({ text, url }) => ({ text: plain(text), href: url })),
    ),
  };
}

/** Slack's markup as text: `*bold*` loses its stars, `<address|words>` becomes `words (address)`. */
function plain(markup: string): string {
  return markup
    .replace(/<([^|>]+)\|([^>]+)>/g, "$2 ($1)")
    .replace(/<(\w+:[^>]+)>/g, "$1")
    .replace(/\*([^*\n]+)\*/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
