import type { Answer, Asked, Upstream } from "../upstream.ts";

const version = { "api-version": "1.47", server: "Docker/27.3.1 (linux)" };
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

const isContainer = ({ path }: Asked) => path.endsWith("/json") && !path.endsWith("/containers/json");

/** What is asked for is there: a container of any name. */
const inspected = (name: string, now: number, state: object = {}): Answer => ({
  headers: version,
  body: {
    Id: "4c01db0b339c",
    Name: `/${name}`,
    RestartCount: 0,
    Config: { Image: `${name}:latest` },
    State: {
      Status: "running",
      Running: true,
      OOMKilled: false,
      Dead: false,
      ExitCode: 0,
      Error: "",
      StartedAt: iso(now - 4 * 86_400),
      FinishedAt: "0001-01-01T00:00:00Z",
      Health: { Status: "healthy", FailingStreak: 0, Log: [] },
      ...state,
    },
  },
});

/** One running container with the label that is asked for. */
const listed = ({ query, now }: Asked, status = "Up 4 days (healthy)"): Answer => {
  const { label = [] } = JSON.parse(query.get("filters") ?? "{}") as { label?: string[] };
  const name = label[0]?.split("=").at(-1) ?? "web";
  const container = { Id: "4c01db0b339c", Names: [`/${name}`], State: "running", Status: status };
  return { headers: version, body: [{ ...container, Created: Math.floor(now - 4 * 86_400) }] };
};

/** Every container is in this state. */
const all =
  (state: object, status: string) =>
  (asked: Asked, healthy: Answer): Answer => {
    if (isContainer(asked)) return inspected(asked.path.split("/").at(-2) ?? "", asked.now, state);
    return asked.path.endsWith("/containers/json") ? listed(asked, status) : healthy;
  };

const sick = { Status: "unhealthy", FailingStreak: 5, Log: [{ ExitCode: 1, Output: "connection refused" }] };

export default {
  id: "docker",
  usualPort: 21231,
  routes: {
    "GET /_ping": () => ({ headers: version, body: "OK" }),
    "GET /v1.47/containers/json": (asked) => listed(asked),
    "GET /v1.47/containers/:name/json": ({ params, now }) => inspected(params.name ?? "", now),
  },
  faults: {
    not_found: (asked, healthy) =>
      isContainer(asked)
        ? { status: 404, headers: version, body: { message: "No such container" } }
        : healthy,
    unhealthy: all({ Health: sick }, "Up 4 days (unhealthy)"),
    starting: all({ Health: { ...sick, Status: "starting" } }, "Up 2 seconds (health: starting)"),
  },
} satisfies Upstream;
