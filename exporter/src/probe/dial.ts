import { isIP, connect as netConnect, type Socket } from "node:net";
import { createSecureContext, type SecureContext, type TLSSocket, connect as tlsConnect } from "node:tls";
import type { DialTarget, Instant, Phase, ProbeContext } from "../contract.ts";
import { type Certificate, expiryOf, explain } from "./certificate.ts";
import { UpstreamError } from "./reasons.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** What the connections of an attempt report to. */
export interface Instruments extends Pick<ProbeContext, "signal" | "onEnd" | "trace"> {
  stopwatch: Stopwatch;
  sawCertificate(expiry: Instant): void;
}

/** No two places on earth are further apart: a slow network must not pass for a dead address. */
const ATTEMPT_MS = 500;

type Target = DialTarget & { socketPath?: string | undefined };

/**
 * The one place where connections are made: a fresh one, its phases timed by the socket's own events, its chain and
 * host name verified. Destroyed at the end of the attempt. Rejects with the network's error.
 */
export async function dial(target: Target, instruments: Instruments): Promise<Socket> {
  const { stopwatch, trace, signal, onEnd } = instruments;
  signal.throwIfAborted();
  const socket = open(target);
  onEnd(() => {
    socket.destroy();
  });

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
    let certificate: Certificate = {};
    // Stays: whoever holds the socket may not listen, and an error must not end the process.
    socket.on("error", (error) => reject(explain(error, certificate)));
    socket.once("close", () => {
      end();
      reject(new UpstreamError("connect", "the connection was closed before it was ready"));
    });
    socket.once("connect", () => {
      trace("connected", { address: target.socketPath ?? socket.remoteAddress, port: socket.remotePort });
      if (target.tls) enter("tls");
      else ready();
    });
    // Comes before Node judges the certificate, so that a bad one's expiry is seen as well.
    socket.prependOnceListener("secure", () => {
      certificate = note(socket as TLSSocket, instruments);
    });
    socket.once("secureConnect", ready);
  });
}

let defaults: SecureContext | undefined;

function open({ host, port, socketPath, tls }: Target): Socket {
  const where = socketPath === undefined ? { host, port } : { path: socketPath };
  const options = { ...where, autoSelectFamilyAttemptTimeout: ATTEMPT_MS, noDelay: true };
  if (!tls) return netConnect(options);

  const own = tls.ca !== undefined || tls.cert !== undefined || tls.key !== undefined;
  // Reading the system's roots anew for each connection would be most of a probe's cost.
  if (!own) defaults ??= createSecureContext();
  return tlsConnect({
    ...options,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(own || !defaults ? {} : { secureContext: defaults }),
    ...tls,
  });
}

/** Notes what the handshake agreed on. */
function note(socket: TLSSocket, { trace, sawCertificate }: Instruments): Certificate {
  const certificate: Certificate = socket.getPeerCertificate() ?? {};
  const expiry = expiryOf(certificate);
  if (expiry !== undefined) sawCertificate(expiry);
  trace("tls agreed", {
    protocol: socket.getProtocol(),
    cipher: socket.getCipher()?.name,
    subject: certificate.subject?.CN,
    issuer: certificate.issuer?.CN ?? certificate.issuer?.O,
    expires: certificate.valid_to,
  });
  return certificate;
}
