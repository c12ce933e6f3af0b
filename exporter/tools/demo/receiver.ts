import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { startListener } from "../../src/simulator/listener.ts";
import { fromPagerduty, fromSlack, type Notification } from "./notifications.ts";

export interface Receiver {
  url: string;
  /** For Alertmanager's `pagerduty_url`. */
  pagerdutyUrl: string;
  /** For the secret file `slack_api_url`. */
  slackUrl: string;
  /** For what nobody reads here: the copy of everything, and the dead man's switch. */
  copyUrl: string;
  stop(): Promise<void>;
}

interface Options {
  /** Taken or 0: the system chooses. */
  port: number;
  onNotification(notification: Notification): void;
}

/** Stands in for PagerDuty and Slack. */
export async function startReceiver({ port, onNotification }: Options): Promise<Receiver> {
  const listener = await startListener(port, async (request, response) => {
    if (request.url === "/v2/enqueue") {
      return receive(request, response, fromPagerduty, onNotification, {
        status: 202,
        body: '{"status":"success","message":"Event processed"}',
      });
    }
    if (request.url === "/slack") {
      return receive(request, response, fromSlack, onNotification, { status: 200, body: "ok" });
    }
    response.writeHead(request.url === "/copy" ? 200 : 404).end();
  });
  const url = `http://127.0.0.1:${listener.port}`;
  return {
    url,
    pagerdutyUrl: `${url}/v2/enqueue`,
    slackUrl: `${url}/slack`,
    copyUrl: `${url}/copy`,
    stop: listener.refuse,
  };
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  read: (body: unknown) => Notification,
  onNotification: (notification: Notification) => void,
  thanks: { status: number; body: string },
): Promise<void> {
  try {
    onNotification(read(await json(request)));
    response.writeHead(thanks.status).end(thanks.body);
  } catch (error) {
    // As the vendors do: what they cannot read is the sender's mistake, 400, and not tried again.
    response.writeHead(400).end((error as Error).message);
  }
}
