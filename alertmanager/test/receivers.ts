/** Servers in the place of PagerDuty, Slack, a mail server and webhooks, which keep what they are sent. */
import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { json } from "node:stream/consumers";
import { createMailbox, type Mail } from "./mailbox.ts";

/** What Alertmanager sent, in the vendors' shapes, as far as the tests look at them. */
export interface Bodies {
  pagerduty: { event_action: string; dedup_key: string; payload: { summary: string } };
  slack: { channel: string; attachments: { title: string; color: string; text: string }[] };
  email: Mail;
  webhook: { status: string; alerts: { labels: Record<string, string>; status: string }[] };
  deadmansswitch: Bodies["webhook"];
}
export type ReceiverName = keyof Bodies;
export type Inboxes = { [Name in ReceiverName]: Bodies[Name][] };

export interface Receivers {
  /** In order of arrival. */
  inboxes: Inboxes;
  url: string;
  /** host:port */
  smtpAddress: string;
  close(): Promise<void>;
}

export async function startReceivers(): Promise<Receivers> {
  const inboxes: Inboxes = { pagerduty: [], slack: [], email: [], webhook: [], deadmansswitch: [] };
  const http = createServer(async (request, response) => {
    const name = request.url?.slice(1) as Exclude<ReceiverName, "email">;
    inboxes[name].push((await json(request)) as never);
    response.writeHead(name === "pagerduty" ? 202 : 200).end(name === "slack" ? "ok" : "{}");
  });
  const smtp = createMailbox((mail) => inboxes.email.push(mail));
  return {
    inboxes,
    url: `http://${await listen(http)}`,
    smtpAddress: await listen(smtp),
    close: async () => {
      (http as HttpServer).closeAllConnections();
      await Promise.all([http, smtp].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
