import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Notification } from "./notifications.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

let received: Notification[];
let receiver: Receiver;

beforeEach(async () => {
  received = [];
  receiver = await startReceiver({
    port: 0,
    onNotification: (notification) => received.push(notification),
  });
});
afterEach(() => receiver.stop());

const post = (url: string, body: unknown) => fetch(url, { method: "POST", body: JSON.stringify(body) });

/** As Alertmanager 0.33 sends it. */
const EVENT = {
  routing_key: "0123456789abcdef0123456789abcdef",
  event_action: "trigger",
  dedup_key: "c0ffee",
  client: "Alertmanager",
  payload: {
    summary: "Supabase is down",
    source: "Alertmanager",
    severity: "critical",
    component: "supabase",
    custom_details: {
      firing: "Supabase is down: tcp\n\n6 probes failed",
      resolved: null,
      owner: "platform, answers within 2h",
      emergency_contact: "Anna",
      num_firing: "1",
    },
  },
  links: [
    { href: "http://127.0.0.1/runbooks/IntegrationDown", text: "Runbook" },
    { href: "", text: "Dashboard" },
  ],
};

const MESSAGE = {
  channel: "#platform",
  attachments: [
    {
      title: "OpenAI limits our rate",
      text: "*Reason:* rate_limited &amp; waiting\n<http://127.0.0.1/runbooks/IntegrationRateLimited|Runbook>",
      color: "warning",
      fields: [{ title: "Owner", value: "AI", short: true }],
      actions: [{ type: "button", text: "Dashboard", url: "http://127.0.0.1:3000/d/integration" }],
    },
  ],
};

describe("the stand-in for PagerDuty", () => {
  test("accepts an event with 202 and tells what on-call would read", async () => {
    const response = await post(receiver.pagerdutyUrl, EVENT);
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ status: "success" });
    expect(received).toEqual([
      {
        to: "PagerDuty",
        resolved: false,
        title: "Supabase is down",
        lines: [
          "Supabase is down: tcp",
          "6 probes failed",
          "Owner: platform, answers within 2h",
          "Emergency: Anna",
        ],
        links: [{ href: "http://127.0.0.1/runbooks/IntegrationDown", text: "Runbook" }],
      },
    ]);
  });

  test("never shows the routing key", async () => {
    await post(receiver.pagerdutyUrl, EVENT);
    expect(JSON.stringify(received)).not.toContain(EVENT.routing_key);
  });

  test("knows a resolve", async () => {
    await post(receiver.pagerdutyUrl, { ...EVENT, event_action: "resolve" });
    expect(received[0]?.resolved).toBe(true);
  });

  test.each(["not JSON", '{"event_action":"shout"}'])("refuses %j with 400", async (body) => {
    expect((await fetch(receiver.pagerdutyUrl, { method: "POST", body })).status).toBe(400);
    expect(received).toEqual([]);
  });
});

describe("the stand-in for Slack", () => {
  test("answers ok and tells what the channel would show, without markup", async () => {
    const response = await post(receiver.slackUrl, MESSAGE);
    expect([response.status, await response.text()]).toEqual([200, "ok"]);
    expect(received).toEqual([
      {
        to: "Slack #platform",
        resolved: false,
        title: "OpenAI limits our rate",
        lines: [
          "Reason: rate_limited & waiting",
          "Runbook (http://127.0.0.1/runbooks/IntegrationRateLimited)",
          "Owner: AI",
        ],
        links: [{ text: "Dashboard", href: "http://127.0.0.1:3000/d/integration" }],
      },
    ]);
  });

  test("takes the colour of good news for a resolve", async () => {
    await post(receiver.slackUrl, { attachments: [{ ...MESSAGE.attachments[0], color: "good" }] });
    expect(received[0]?.resolved).toBe(true);
  });
});

test("anything else is not found", async () => {
  expect((await fetch(`${receiver.url}/elsewhere`)).status).toBe(404);
});
