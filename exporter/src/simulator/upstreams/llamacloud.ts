import type { Answer, Asked, Upstream } from "../upstream.ts";

const refuse = (status: number, detail: unknown): Answer => ({ status, body: { detail } });

const project = (id: string, name: string) => ({
  id,
  name,
  organization_id: "6f0a2f6e-8f1c-4c53-9b3e-3a8f4f6f2b11",
  ad_hoc_eval_dataset_id: null,
  is_default: name === "Default",
});

const guarded =
  (answer: (asked: Asked) => Answer) =>
  (asked: Asked): Answer =>
    /^Bearer \S/.test(asked.headers.authorization ?? "") ? answer(asked) : refuse(401, "Not authenticated");

export default {
  id: "llamacloud",
  usualPort: 21221,
  routes: {
    "GET /api/v1/projects": guarded(() => ({
      body: [
        project("0b5f2a86-2a71-4f6b-9d7c-111111111111", "Default"),
        project("0b5f2a86-2a71-4f6b-9d7c-222222222222", "Contracts"),
      ],
    })),
    "GET /api/v1/organizations": guarded(() => ({
      body: [{ id: "6f0a2f6e-8f1c-4c53-9b3e-3a8f4f6f2b11", name: "Acme" }],
    })),
  },
  faults: {
    revoked: () => refuse(401, "Invalid API Key"),
    forbidden: () => refuse(403, "Not allowed"),
    not_found: () => refuse(404, "Not Found"),
    error: () => refuse(500, "Internal Server Error"),
    /** FastAPI's list of what it did not understand. */
    unprocessable: () =>
      refuse(422, [
        { type: "uuid_parsing", loc: ["query", "organization_id"], msg: "Input should be a UUID" },
      ]),
    empty: () => ({ body: [] }),
  },
} satisfies Upstream;
