/** What Redis answers (RESP2): a value, or an error with its code word. */
export type Reply = { value: string } | { error: string };

/**
 * Reads `count` replies off a stream. INFO is the longest that we ask for, a few KiB; `maxBytes` keeps a
 * server that never stops from filling our memory.
 *
 * @returns the replies; fewer when the server closed the connection or said something that is not RESP,
 *   which `garbage` then shows.
 */
export async function readReplies(
  stream: AsyncIterable<Buffer>,
  count: number,
  maxBytes: number,
): Promise<{ replies: Reply[]; garbage?: string }> {
  const replies: Reply[] = [];
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    pending = Buffer.concat([pending, chunk]);
    while (replies.length < count) {
      const parsed = parseReply(pending);
      if (parsed === "incomplete") break;
      if (parsed === "garbage") return { replies, garbage: excerpt(pending) };
      replies.push(parsed.reply);
      pending = pending.subarray(parsed.length);
    }
    if (replies.length === count) break;
    if (pending.length > maxBytes) return { replies, garbage: `a reply of more than ${maxBytes} bytes` };
  }
  return { replies };
}

const CRLF = "\r\n";
const LONGEST_LINE = 1024;

function parseReply(bytes: Buffer): { reply: Reply; length: number } | "incomplete" | "garbage" {
  if (bytes.length === 0) return "incomplete";
  const end = bytes.indexOf(CRLF);
  const kind = String.fromCharCode(bytes[0] as number);
  if (!"+-$".includes(kind) || (end === -1 && bytes.length > LONGEST_LINE)) return "garbage";
  if (end === -1) return "incomplete";
  const line = bytes.toString("utf8", 1, end);
  const next = end + CRLF.length;
  if (kind === "+") return { reply: { value: line }, length: next };
  if (kind === "-") return { reply: { error: line }, length: next };

  const size = /^\d+$/.test(line) ? Number(line) : Number.NaN;
  if (Number.isNaN(size)) return "garbage";
  if (bytes.length < next + size + CRLF.length) return "incomplete";
  return { reply: { value: bytes.toString("utf8", next, next + size) }, length: next + size + CRLF.length };
}

const excerpt = (bytes: Buffer): string => JSON.stringify(bytes.toString("utf8", 0, 60));

/** A command as Redis wants it: an array of bulk strings, so no argument can become a command of its own. */
export const encodeCommand = (...words: string[]): string =>
  `*${words.length}${CRLF}${words.map((word) => `$${Buffer.byteLength(word)}${CRLF}${word}${CRLF}`).join("")}`;

/** INFO's `key:value` lines. */
export const parseInfo = (text: string): Map<string, string> =>
  new Map(
    text
      .split(CRLF)
      .filter((line) => line.includes(":") && !line.startsWith("#"))
      .map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 1)];
      }),
  );
