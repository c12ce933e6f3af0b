/** The target of probes: as cheap as a real server can be. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startNginx } from "../servers.ts";
import { fetchWhole } from "./fetch-whole.ts";

export interface HttpTarget extends Target {
  /** Connections so far. */
  accepted(): Promise<number>;
}

export interface Target {
  url: string;
  /** The authority to trust, for https. */
  caFile?: string;
  stop(): Promise<void>;
}

/** Refuses what would make a probe cheaper than it claims to be: a connection used twice, a TLS session resumed. */
const DIRECTIVES = `
    if ($connection_requests != 1) { return 421; }
    if ($ssl_session_reused = r) { return 421; }
    location / { return 200 "ok"; }
    location = /status { stub_status; }`;

const CONNECTIONS = /server accepts handled requests\n (\d+)/;

/** What nginx' stub_status tells. */
const acceptedBy = (url: string) => async (): Promise<number> => {
  const { body } = await fetchWhole(`${url}/status`);
  return Number(CONNECTIONS.exec(body.toString())?.[1]);
};

export async function startHttpTarget(): Promise<HttpTarget> {
  const { host, port, stop } = await startNginx(DIRECTIVES);
  const url = `http://${host}:${port}`;
  return { url, accepted: acceptedBy(url), stop };
}

/** With a P-256 certificate, and tickets to resume a session offered as servers do. */
export async function startHttpsTarget(): Promise<Target> {
  // It looks for openssl as soon as it is loaded, which only this target needs.
  const { createAuthority } = await import("../../test/certificates.ts");
  const folder = await mkdtemp(join(tmpdir(), "bench-certificates-"));
  const { caFile, issue } = createAuthority(folder, "bench");
  const { certFile, keyFile } = issue("target", "IP:127.0.0.1");
  const { host, port, stop } = await startNginx(
    `    ssl_certificate ${certFile};\n    ssl_certificate_key ${keyFile};\n${DIRECTIVES}`,
    "ssl",
  );
  return {
    url: `https://${host}:${port}`,
    caFile,
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}
