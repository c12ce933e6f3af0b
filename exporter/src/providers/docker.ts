import { z } from "zod";
import {
  defineProvider,
  type Failure,
  failure,
  type HttpResponse,
  type ProbeContext,
  type TlsSettings,
  type Verdict,
} from "../contract.ts";
import { Inspected, judgeContainer, judgeGroup, Listed } from "./docker/judge.ts";
import { tlsOptions, tlsSettings } from "./support/tls.ts";

/** The Engine API whose answers this file reads; an older Engine is asked in its own version. */
const API_VERSION = "1.47";
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export default defineProvider({
  id: "docker",
  title: "Docker container",
  description: `Asks a Docker Engine about one container (\`container\`), or about all running ones with a label (\`label\`).

- **down**: the Engine cannot be reached; the container does not exist (\`not_found\`), does not run, or its health check says \`unhealthy\`; fewer than \`min_running\` containers with the label run well.
- **degraded**: its health check is still \`starting\`; with a label: enough run well, but another does not.
- A container without a health check is fine while it runs.

The exporter's user must be allowed to use the Engine's socket. Podman's compatible socket works as well. Source: [Docker Engine API](https://docs.docker.com/reference/api/engine/).`,
  config: z
    .strictObject({
      socket: z
        .string()
        .min(1)
        .optional()
        .describe("Path of the Engine's Unix socket; `/var/run/docker.sock` when no `url` is given"),
      url: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe("Address of an Engine that listens on TCP, in place of its socket"),
      tls: tlsOptions().optional().describe("With `url`: how to trust and to be trusted"),
      container: z
        .string()
        .regex(/^[a-zA-Z0-9][\w.-]*$/, "must be the name or id of a container")
        .optional()
        .describe("Name or id of the container"),
      label: z.string().min(1).optional().describe("`key` or `key=value` that the containers carry"),
      min_running: z.int().min(1).default(1).describe("How many containers with the label must run well"),
    })
    .refine((c) => c.socket === undefined || c.url === undefined, "needs socket or url, not both")
    .refine(
      (c) => (c.container === undefined) !== (c.label === undefined),
      "needs either container or label",
    ),
  example: { provider: "docker", container: "n8n" },

  async probe(config, context) {
    const ask = config.url
      ? overTcp(config.url, config.tls && tlsSettings(config.tls, context), context)
      : overSocket(config.socket ?? "/var/run/docker.sock", context);
    const ping = await ask("/_ping");
    if (!ping.ok) return ping;
    if (ping.status !== 200) return unexpected(ping);
    const version = olderOf(API_VERSION, ping.headers["api-version"] ?? API_VERSION);
    context.trace("engine speaks", { version });

    if (config.container !== undefined) {
      const answer = await ask(`/v${version}/containers/${encodeURIComponent(config.container)}/json`);
      if (!answer.ok) return answer;
      if (answer.status === 404) return failure("not_found", `no container ${config.container}`);
      return read(Inspected, answer, judgeContainer);
    }
    const filters = encodeURIComponent(JSON.stringify({ label: [config.label] }));
    const answer = await ask(`/v${version}/containers/json?filters=${filters}`);
    return answer.ok
      ? read(Listed, answer, (list) => judgeGroup(list, config.label as string, config.min_running))
      : answer;
  },
});

type Ask = (path: string) => Promise<HttpResponse | Failure>;

function overTcp(url: string, tls: TlsSettings | undefined, context: ProbeContext): Ask {
  const options = { maxBodyBytes: MAX_BODY_BYTES, ...(tls ? { tls } : {}) };
  return (path) => context.http({ url: new URL(path, url).href, ...options });
}

function overSocket(socketPath: string, context: ProbeContext): Ask {
  return async (path) => {
    const answer = await context.http({
      url: `http://docker${path}`,
      socketPath,
      maxBodyBytes: MAX_BODY_BYTES,
    });
    if (answer.ok || answer.reason !== "connect") return answer;
    return { ...answer, detail: `${socketPath}: ${explain(answer.detail)}` };
  };
}

function explain(detail: string): string {
  if (/ENOENT/.test(detail)) return "no such socket: is the Engine running, and the socket mounted here?";
  if (/EACCES|EPERM/.test(detail))
    return "permission denied: the exporter's user must be in the socket's group";
  if (/ECONNREFUSED/.test(detail)) return "nobody listens on the socket: is the Engine running?";
  return detail;
}

function read<T>(schema: z.ZodType<T>, answer: HttpResponse, judge: (value: T) => Verdict): Verdict {
  if (answer.status !== 200) return unexpected(answer);
  try {
    return judge(schema.parse(JSON.parse(answer.body)));
  } catch (error) {
    if (error instanceof SyntaxError)
      return failure("unexpected_response", "the Engine answered with broken JSON");
    if (error instanceof z.ZodError)
      return failure("unexpected_response", `the Engine's answer: ${z.prettifyError(error)}`);
    throw error;
  }
}

const unexpected = ({ status, body }: HttpResponse): Failure =>
  failure(
    status >= 500 ? "server_error" : "unexpected_response",
    `HTTP ${status}: ${body.slice(0, 200).trim()}`,
  );

/** The lower of two versions such as 1.47 and 1.9. */
const olderOf = (a: string, b: string): string => (a.localeCompare(b, "en", { numeric: true }) <= 0 ? a : b);
