import { isIP, connect as netConnect, type Socket } from "node:net";
import {
  checkServerIdentity,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
  connect as tlsConnect,
} from "node:tls";
import type { DialTarget, Instant, Phase, ProbeContext, TlsSettings } from "../contract.ts";
import { expiryOf, verificationError } from "./certificate.ts";
import { UpstreamError } from "./reasons.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** What the connections of an attempt report to. */
export interface Instruments extends Pick<ProbeContext, "signal" | "onEnd" | "trace"> {
  stopwatch: Stopwatch;
  sawCertificate(expiry: Instant): void;
}

/** No two places on earth are further apart: a slow network must not pass for a dead address. */
const ATTEMPT_MS = 500;

/**
 * The one place where connections are made: a fresh one, its phases timed by the socket's own events, its chain and
 * host name verified. Destroyed at the end of the attempt. Rejects with the network's error.
 */
export function dial(
  target: DialTarget & { socketPath?: string | undefined },
  instruments: Instruments,
): Promise<Socket> {
  const { stopwatch, trace, signal, onEnd } = instruments;
  signal.throwIfAborted();
  const { socket, mismatch } = open(target);
  onEnd(() => {
    socket.destroy();
  });
  // Whoever holds the socket may not listen: an error must not end the process.
  socket.on("error", () => {});

  const named = target.socketPath === undefined && isIP(target.host) === 0;
  let end = stopwatch.start(named ? "dns" : "connect");
  const enter = (phase: Phase) => {
    end();
    end = stopwatch.start(phase);
  };
  socket.on("lookup", (error, address) => {
    trace("dns answer", { host: target.host, ...(error ? { error: error.message } : { address }) });
  });
  socket.once("connectionAttempt", () => {
    if (named) enter("connect");
  });
  socket.on("connectionAttemptFailed", (address, port, _family, error) =>
    trace("connection attempt failed", { address, port, error: error.message }),
  );

  return new Promise((resolve, reject) => {
    const ready = () => {
      end();
      resolve(socket);
    };
    socket.once("error", reject);
    socket.once("close", () => {
      end();
      reject(new UpstreamError("connect", "the connection was closed before it was ready"));
    });
    socket.once("connect", () => {
      trace("connected", { address: target.socketPath ?? socket.remoteAddress, port: socket.remotePort });
      if (target.tls) enter("tls");
      else ready();
    });
    socket.once("secureConnect", () => {
      const error = inspect(socket as TLSSocket, target.tls as TlsSettings, mismatch(), instruments);
      if (error) socket.destroy(error);
      else ready();
    });
  });
}

let defaults: SecureContext | undefined;

function open({ host, port, socketPath, tls }: DialTarget & { socketPath?: string | undefined }) {
  const where = socketPath === undefined ? { host, port } : { path: socketPath };
  const options = { ...where, autoSelectFamilyAttemptTimeout: ATTEMPT_MS, noDelay: true };
  if (!tls) return { socket: netConnect(options), mismatch: () => undefined };

  let mismatch: Error | undefined;
  const own = tls.ca !== undefined || tls.cert !== undefined || tls.key !== undefined;
  // Reading the system's roots anew for each connection would be most of a probe's cost.
  if (!own) defaults ??= createSecureContext();
  const socket = tlsConnect({
    ...options,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(own || !defaults ? {} : { secureContext: defaults }),
    ...tls,
    // Judged once the handshake is done, so that a bad certificate's expiry is seen as well.
    rejectUnauthorized: false,
    checkServerIdentity(name, certificate) {
      mismatch = checkServerIdentity(name, certificate);
      return mismatch;
    },
  });
  return { socket, mismatch: () => mismatch };
}

/** Notes what the handshake agreed on; returns why the other side must not be trusted, if so. */
function inspect(
  socket: TLSSocket,
  settings: TlsSettings,
  mismatch: Error | undefined,
  { trace, sawCertificate }: Instruments,
): Error | undefined {
  const certificate: Partial<ReturnType<TLSSocket["getPeerCertificate"]>> = socket.getPeerCertificate() ?? {};
  const expiry = expiryOf(certificate);
  if (expiry !== undefined) sawCertificate(expiry);
  trace("tls agreed", {
    protocol: socket.getProtocol(),
    cipher: socket.getCipher()?.name,
    subject: certificate.subject?.CN,
    issuer: certificate.issuer?.CN ?? certificate.issuer?.O,
    expires: certificate.valid_to,
    verified: socket.authorized,
  });
  return socket.authorized || settings.rejectUnauthorized === false
    ? undefined
    : verificationError(socket, mismatch);
}
