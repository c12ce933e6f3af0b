import { z } from "zod";
import {
  defineProvider,
  type Failure,
  failure,
  type HttpResponse,
  type ProbeContext,
  secret,
} from "../contract.ts";
import { ask, parseJson } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { explain } from "./support/explain.ts";

/** A Grafana that hides its version from strangers sends none. */
const Health = z.object({ database: z.string(), version: z.string().optional() });
const Organization = z.object({ name: z.string() });
const DataSourceHealth = z.object({ status: z.string(), message: z.string().default("") });

export default defineProvider({
  id: "grafana",
  title: "Grafana",
  description: `Asks \`/api/health\`, which needs no token. With a \`token\`, also whether it is good: by \`/api/org\`, or by the health of one \`datasource\`. One or two requests.

- **down**: Grafana's database fails (503 \`server_error\`); 401 \`unauthorized\` (the token is wrong, has run out or was revoked); 403 \`forbidden\` (the service account may not read this); 404 \`not_found\` (no such data source); other 5xx \`server_error\`.
- **degraded**: the data source answers its health check with anything but \`OK\`. Grafana itself is well then.

It tells the version, unless Grafana hides it.

Unverified: the status of an answer about a sick data source: read with 200 as with 400; how each data source's plugin words its message, so only its beginning is told.

Source: [health](https://grafana.com/docs/grafana/latest/developer-resources/api-reference/http-api/other/), [organization](https://grafana.com/docs/grafana/latest/developer-resources/api-reference/http-api/org/), [data sources](https://grafana.com/docs/grafana/latest/developer-resources/api-reference/http-api/data_source/).`,
  config: z
    .strictObject({
      base_url: baseUrl("http://localhost:3000"),
      token: secret().optional().describe("Token of a service account, `glsa_…`"),
      datasource: z
        .string()
        .regex(/^[\w-]+$/, "must be a data source's uid")
        .optional()
        .describe("With `token`: uid of the data source whose health to ask for"),
    })
    .refine((c) => c.datasource === undefined || c.token !== undefined, "datasource needs a token"),
  example: {
    provider: "grafana",
    base_url: "https://grafana.example.com",
    token: { env: "GRAFANA_TOKEN" },
    datasource: "prometheus",
  },

  async probe({ base_url: baseUrl, token, datasource }, context) {
    const authorization = token && `Bearer ${context.secret(token)}`;
    const health = await ask(context, { url: `${baseUrl}/api/health` }, Health, judgeHealth);
    if (!health.ok) return health;
    const { version, database } = health.value;
    if (database !== "ok") return failure("server_error", `Grafana says that its database is ${database}`);
    const told = version ? { version } : {};
    const name = version ? `Grafana ${version}` : "Grafana";
    if (!authorization) return { ok: true, ...told, summary: name };

    const headers = { authorization };
    if (datasource === undefined) {
      const url = `${baseUrl}/api/org`;
      const organization = await ask(context, { url, headers }, Organization, explain(REFUSED));
      if (!organization.ok) return { ...organization, ...told };
      return { ok: true, ...told, summary: `${name}, organization ${organization.value.name}` };
    }
    const sick = await askDataSource(`${baseUrl}/api/datasources/uid/${datasource}/health`, headers, context);
    if (sick && !sick.ok) return { ...sick, ...told };
    const degraded = sick && `the data source ${datasource} is not well: ${sick.why}`;
    return {
      ok: true,
      ...told,
      summary: `${name}, data source ${datasource} ${sick ? "not well" : "well"}`,
      ...(degraded ? { degraded } : {}),
    };
  },
});

const REFUSED = {
  unauthorized: "the token is wrong, has run out or was revoked",
  forbidden: "the token's service account may not read this",
};
const judgeDataSource = explain({ ...REFUSED, not_found: "Grafana has no such data source" });

function judgeHealth(response: HttpResponse, now: number): Failure | undefined {
  const { data } = Health.safeParse(parseJson(response.body));
  const sick = response.status === 503 && data && data.database !== "ok";
  return explain(sick ? { server_error: `Grafana says that its database is ${data.database}` } : {})(
    response,
    now,
  );
}

/** Undefined when it is well. */
async function askDataSource(
  url: string,
  headers: Record<string, string>,
  context: ProbeContext,
): Promise<{ ok: true; why: string } | Failure | undefined> {
  const health = await ask(context, { url, headers }, DataSourceHealth, (response, now) =>
    response.status === 400 ? undefined : judgeDataSource(response, now),
  );
  if (!health.ok) return health;
  const { status, message } = health.value;
  return status === "OK" ? undefined : { ok: true, why: message.slice(0, 120) || status };
}
