import { z } from "zod";
import { defineProvider, secret } from "../contract.ts";
import { judgeMachines, Machines } from "./fly/judge.ts";
import { ask } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { explain } from "./support/explain.ts";

export default defineProvider({
  id: "fly",
  title: "Fly.io",
  description: `Lists the machines of one app: one request, as the API allows one a second for each app.

A machine **runs well** when it is \`started\`, none of its health checks is \`critical\` and its host is not \`unreachable\`. Checks whose names begin with \`bg_deployments_compat\` are Fly's own and are skipped; machines that are being destroyed are not counted.

- **down** (\`server_error\`): fewer than \`min_started\` machines run well.
- **degraded**: enough run well, but a started one does not, or has a check that warns; a machine ended with an exit code other than 0, unasked, within the last hour.
- A machine that is \`stopped\` or \`suspended\` is normal with auto-stop. Where auto-stop may stop all of them, set \`min_started: 0\`.
- 401 \`unauthorized\`: the token is wrong or was revoked. 403 \`forbidden\`: it belongs to another organization. 404 \`not_found\`: there is no such app.

It tells how many machines there are and when one was last updated. A token that begins with \`FlyV1\` is sent with that word as its scheme, any other one as Bearer; a read-only token of the organization should do.

Unverified: whether 429 carries Retry-After; it counts when it is there. \`host_status: unknown\` is read as a host that is fine.

Source: [Machines API](https://fly.io/docs/machines/api/machines-resource/), [rate limits](https://fly.io/docs/machines/api/working-with-machines-api/), [its client's types](https://github.com/superfly/fly-go/blob/main/machine_types.go).`,
  config: z.strictObject({
    base_url: baseUrl("https://api.machines.dev"),
    app: z
      .string()
      .regex(/^[a-z0-9-]+$/, "must be the name of an app")
      .describe("Name of the app"),
    token: secret().describe("Token that may read the app's organization"),
    min_started: z.int().min(0).default(1).describe("How many machines must run well"),
  }),
  example: { provider: "fly", app: "web", token: { env: "FLY_API_TOKEN" }, min_started: 1 },
  observes: () => ({ inventory: ["machines"], activity: true }),

  async probe(config, context) {
    const token = context.secret(config.token);
    const told = await ask(
      context,
      {
        url: `${config.base_url}/v1/apps/${config.app}/machines`,
        headers: { authorization: token.startsWith("FlyV1 ") ? token : `Bearer ${token}` },
        maxBodyBytes: MAX_BODY_BYTES,
      },
      Machines,
      explain({
        unauthorized: "the token is wrong or was revoked",
        forbidden: "the token belongs to another organization than the app",
        not_found: `there is no app ${config.app}`,
        rate_limited: "more than one request a second for this app",
      }),
    );
    return told.ok ? judgeMachines(told.value, config.min_started, context.clock.now()) : told;
  },
});

/** Each machine comes with its configuration and its events. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
