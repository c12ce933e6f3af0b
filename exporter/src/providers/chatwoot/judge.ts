import { z } from "zod";
import { type Environment, type Failure, failure, type HttpResponse, type Instant } from "../../contract.ts";
import { parseJson } from "../support/api.ts";
import { explain } from "../support/explain.ts";

export const Health = z.object({
  version: z.string(),
  queue_services: z.string().nullable(),
  data_services: z.string().nullable(),
});
export type Health = z.infer<typeof Health>;

const Account = z.object({
  id: z.int(),
  name: z.string(),
  role: z.string(),
  status: z.string().optional(),
});

/** Of a body that holds the user's tokens as well: nothing else of it is read, or ever told. */
export const Profile = z.object({ accounts: z.array(Account) });
export type Profile = z.infer<typeof Profile>;

/** Rack::Attack counts by the minute, and Chatwoot has it say nothing of when that is over. */
const WINDOW_SECONDS = 60;

const explainStatus = explain({
  unauthorized: "the access token was rejected: revoked, or of another installation",
  forbidden: "this address may not ask",
  not_found: "no Chatwoot here, check base_url",
});

export function judgeStatusCode(response: HttpResponse, now: Instant): Failure | undefined {
  const refused = explainStatus(response, now);
  if (refused?.reason === "rate_limited") return { retryAfterSeconds: WINDOW_SECONDS, ...refused };
  const isOfBot =
    refused?.reason === "unauthorized" && NotForBots.safeParse(parseJson(response.body)).success;
  return isOfBot
    ? failure("forbidden", "the access token is a bot's or a platform's: it takes that of a user")
    : refused;
}

const NotForBots = z.object({ error: z.string().regex(/not authorized for bots/) });

const isWell = (service: string | null) => service === "ok";

export const environmentsOf = ({ queue_services, data_services }: Health): Environment[] => [
  { name: "queue", status: isWell(queue_services) ? "healthy" : "down" },
  { name: "data", status: isWell(data_services) ? "healthy" : "down" },
];

/** `failing` arrives in a 200 like `ok`. */
export function judgeHealth({ queue_services, data_services }: Health): Failure | undefined {
  const failing = [
    ...(isWell(data_services) ? [] : ["data_services (PostgreSQL)"]),
    ...(isWell(queue_services) ? [] : ["queue_services (Redis)"]),
  ];
  return failing.length === 0 ? undefined : failure("server_error", `failing: ${failing.join(", ")}`);
}

export function judgeAccount({ accounts }: Profile, wanted: number): Failure | undefined {
  const account = accounts.find(({ id }) => id === wanted);
  if (!account) {
    const ids = accounts.map(({ id }) => id).join(", ");
    return failure(
      "forbidden",
      `the token's user is not in account ${wanted}, but in ${ids || "none"}: invite the user, or check account_id`,
    );
  }
  return account.status === "suspended"
    ? failure("forbidden", `account ${wanted} is suspended: ask whoever runs this Chatwoot`)
    : undefined;
}

export function describeAccounts({ accounts }: Profile, wanted: number | undefined): string {
  const account = accounts.find(({ id }) => id === wanted);
  if (account) return `${account.role} of ${account.name}`;
  return accounts.length === 1 ? "1 account" : `${accounts.length} accounts`;
}
