import { z } from "zod";
import { defineProvider, secret } from "../contract.ts";
import { ask } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { explain } from "./support/explain.ts";

/** Of `GET /api/v1/projects`. */
const Projects = z.array(z.object({ id: z.string(), name: z.string() }));

export default defineProvider({
  id: "llamacloud",
  title: "LlamaCloud",
  description: `Lists the projects that the key may see: one request, the cheapest that wants a credential. LlamaCloud has no health check of its own.

- **down**: 401 \`unauthorized\` (the key is wrong or was revoked), 403 \`forbidden\`, 422 \`unexpected_response\` (it does not take the request as its own documentation has it), 5xx \`server_error\`.
- **degraded**: the key works and sees no project.
- 429 \`rate_limited\`: the next probe waits as long as Retry-After asks.

It tells how many projects there are.

Unverified: the API documents neither its rate limits nor headers of them, so none is read beyond Retry-After; the address of the European region, \`https://api.cloud.eu.llamaindex.ai\`, is to be set as \`base_url\` by those who use it.

Source: [API reference](https://developers.llamaindex.ai/cloud-api-reference/), [its client](https://github.com/run-llama/llama_cloud_services).`,
  config: z.strictObject({
    base_url: baseUrl("https://api.cloud.llamaindex.ai"),
    api_key: secret().describe("API key, `llx-…`"),
  }),
  example: { provider: "llamacloud", api_key: { env: "LLAMA_CLOUD_API_KEY" } },
  observes: () => ({ inventory: ["projects"] }),

  async probe(config, context) {
    const told = await ask(
      context,
      {
        url: `${config.base_url}/api/v1/projects`,
        headers: { authorization: `Bearer ${context.secret(config.api_key)}` },
      },
      Projects,
      explain({
        unauthorized: "the API key is wrong or was revoked",
        forbidden: "the API key may not list projects",
        not_found: "no LlamaCloud API here: is base_url right?",
      }),
    );
    if (!told.ok) return told;
    const projects = told.value;
    return {
      ok: true,
      inventory: [{ kind: "projects", count: projects.length }],
      ...(projects.length === 0
        ? { degraded: "the API key sees no project" }
        : { summary: projectsLine(projects.map(({ name }) => name)) }),
    };
  },
});

const projectsLine = (names: readonly string[]): string =>
  names.length === 1 ? `1 project: ${names[0]}` : `${names.length} projects, among them ${names[0]}`;
