/** An SMTP server that takes any mail, without TLS or password: enough for Alertmanager to deliver to. */
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Calls `onMail` for each mail. The server does not listen yet. */
export const createMailbox = (onMail: (mail: Mail) => void) =>
  createServer((socket) => {
    // A client that is stopped in mid-sentence resets the connection: its mail is lost, and no test waits for it.
    converse(socket, onMail).catch(() => socket.destroy());
  });

/** RFC 5321, as far as a client gets that is never refused. */
async function converse(socket: Socket, onMail: (mail: Mail) => void): Promise<void> {
  socket.write("220 mailbox\r\n");
  let message: string[] | undefined;
  for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (message && line !== ".") {
      message.push(line.replace(/^\./, ""));
    } else if (message) {
      onMail(parse(message.join("\n")));
      message = undefined;
      socket.write("250 kept\r\n");
    } else if (line === "DATA") {
      message = [];
      socket.write("354 go on\r\n");
    } else if (line === "QUIT") {
      socket.end("221 bye\r\n");
    } else {
      socket.write("250 ok\r\n");
    }
  }
}

/** A multipart/alternative message whose parts are quoted-printable, as Alertmanager writes it. */
function parse(message: string): Mail {
  const [head = ""] = message.split("\n\n", 1);
  const boundary = /boundary="?([^"\s]+)/.exec(head)?.[1] ?? "";
  const parts = message.slice(head.length).split(`--${boundary}`);
  const part = (type: string) => {
    const found = parts.find((text) => text.includes(`Content-Type: ${type}`)) ?? "";
    return quotedPrintable(found.slice(found.indexOf("\n\n") + 2));
  };
  return {
    to: header(head, "To"),
    subject: header(head, "Subject"),
    text: part("text/plain"),
    html: part("text/html"),
  };
}

function header(head: string, name: string): string {
  const folded = new RegExp(`^${name}: (.*(?:\\n[ \\t].*)*)`, "m").exec(head)?.[1] ?? "";
  const unfolded = folded.replaceAll(/\?=\s+=\?/g, "?==?").replaceAll(/\n\s+/g, " ");
  return unfolded.replaceAll(/=\?utf-8\?q\?(.*?)\?=/gi, (_, word) =>
    quotedPrintable(word.replaceAll("_", " ")),
  );
}

const quotedPrintable = (text: string) =>
  Buffer.from(
    text
      .replaceAll("=\n", "")
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString();
