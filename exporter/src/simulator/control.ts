import { text } from "node:stream/consumers";
import { Fault, send } from "./faults.ts";
import { type Listener, startListener } from "./listener.ts";

export interface Faults {
  faults(): Record<string, Fault | null>;
  set(upstream: string, fault: Fault | undefined): Promise<void>;
}

/** Sets faults over HTTP: `curl -X PUT -d '{"kind":"slow","seconds":2}' <control>/_faults/github`. */
export function startControl(port: number, { faults, set }: Faults): Promise<Listener> {
  return startListener(port, async (request, response) => {
    const [, root, upstream = ""] = (request.url ?? "").split("/");
    const known = faults();
    if (root !== "_faults" || (upstream && !(upstream in known))) {
      return send(response, {
        status: 404,
        body: { message: "no such upstream", upstreams: Object.keys(known) },
      });
    }
    if (upstream && request.method === "PUT") {
      const fault = parse(await text(request));
      if (!fault.success) return send(response, { status: 400, body: { message: fault.error.message } });
      await set(upstream, fault.data);
    } else if (upstream && request.method === "DELETE") {
      await set(upstream, undefined);
    } else if (request.method !== "GET") {
      return send(response, {
        status: 405,
        headers: { allow: "GET, PUT, DELETE" },
        body: { message: "method" },
      });
    }
    send(response, { body: faults() });
  });
}

function parse(body: string) {
  try {
    return Fault.safeParse(JSON.parse(body));
  } catch {
    return Fault.safeParse(undefined);
  }
}
