import type { X509Certificate } from "node:crypto";
import { isIP, connect as netConnect, type Socket } from "node:net";
import { type TLSSocket, connect as tlsConnect } from "node:tls";
import type { DialTarget, Instant, Phase } from "../contract.ts";
import { expiryOf, explain, identityOf, issuerOf } from "./certificate.ts";
import type { CleanUp } from "./ending.ts";
import type { Mask } from "./mask.ts";
import { UpstreamError } from "./reasons.ts";
import { secureContextOf } from "./secure-context.ts";
import type { Stopwatch } from "./stopwatch.ts";
import { type Trace, UNHEARD } from "./trace.ts";

/** What the connections of an attempt report to. */
export interface Instruments {
  stopwatch: Stopwatch;
  trace: Trace;
  mask: Mask;
  onEnd(cleanUp: CleanUp): void;
  /** Throws when the attempt, or its probe, is over: what begins now would never be ended. */
  throwIfOver(): void;
  sawCertificate(expiry: Instant): void;
}

/** No two places on earth are further apart: a slow network must not pass for a dead address. */
const ATTEMPT_MS = 500;

export type Target = DialTarget & { socketPath?: string | undefined };

/**
 * The one place where connections are made: a fresh one, its phases timed by the socket's own events, its chain and
 * host name verified, without a session of an earlier one. Rejects with the network's error.
 * @param hold is given the socket before it is connected, to destroy it in time; at the attempt's end unless told
 */
export const dial = (
  target: Target,
  instruments: Instruments,
  hold = (socket: Socket) => instruments.onEnd(() => void socket.destroy()),
): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { stopwatch, trace, throwIfOver } = instruments;
    throwIfOver();
    const socket = open(target);
    hold(socket);

    const named = target.socketPath === undefined && isIP(target.host) === 0;
    let end = stopwatch.start(named ? "dns" : "connect");
    const enter = (phase: Phase) => {
      end();
      end = stopwatch.start(phase);
    };
    if (named) socket.once("connectionAttempt", () => enter("connect"));
    if (trace !== UNHEARD) tell(socket, target, trace);

    let isReady = false;
    const ready = () => {
      end();
      isReady = true;
      resolve(socket);
    };
    let certificate: X509Certificate | undefined;
    // Stays: whoever holds the socket may not listen, and an error must not end the process.
    socket.on("error", (error) => {
      end();
      reject(explain(error, certificate));
    });
    socket.once("close", () => {
      end();
      if (!isReady) reject(new UpstreamError("connect", "the connection was closed before it was ready"));
      // Node keeps a closure of each socket in old space, and so the socket until the next full collection: nothing of
      // the probe is to stay with it.
      socket.removeAllListeners().on("error", ignore);
    });
    socket.once("connect", () => {
      if (target.tls) enter("tls");
      else ready();
    });
    if (!target.tls) return;
    // Comes before Node judges the certificate, so that a bad one's expiry is seen as well.
    socket.prependOnceListener("secure", () => {
      certificate = note(socket as TLSSocket, target.tls?.servername ?? target.host, instruments);
    });
    socket.once("secureConnect", ready);
  });

/** An error that comes late must not end the process. */
const ignore = () => {};

function open({ host, port, socketPath, tls }: Target): Socket {
  const where = socketPath === undefined ? { host, port } : { path: socketPath };
  const options = { ...where, autoSelectFamilyAttemptTimeout: ATTEMPT_MS, noDelay: true };
  if (!tls) return netConnect(options);
  return tlsConnect({
    ...options,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...tls,
    secureContext: secureContextOf(tls),
  });
}

function tell(socket: Socket, { host, socketPath }: Target, trace: Trace): void {
  socket.on("lookup", (error, address) => {
    trace("dns answer", { host, ...(error ? { error: error.message } : { address }) });
  });
  socket.on("connectionAttemptFailed", (address, port, _family, error) =>
    trace("connection attempt failed", { address, port, error: error.message }),
  );
  socket.once("connect", () =>
    trace("connected", () => ({ address: socketPath ?? socket.remoteAddress, port: socket.remotePort })),
  );
}

const always =
  <T>(value: T) =>
  () =>
    value;

/** Notes what the handshake agreed on. */
function note(
  socket: TLSSocket,
  host: string,
  { trace, sawCertificate }: Instruments,
): X509Certificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  // Node takes it out of the connection: whoever asks again is given the issuer's, or none.
  socket.getPeerX509Certificate = always(certificate);
  if (!certificate) return undefined;
  socket.getPeerCertificate = always(identityOf(certificate, host));
  sawCertificate(expiryOf(certificate));
  trace("tls agreed", () => {
    const told = certificate.toLegacyObject();
    return {
      protocol: socket.getProtocol(),
      cipher: socket.getCipher()?.name,
      subject: told.subject?.CN,
      issuer: issuerOf(told),
      expires: told.valid_to,
    };
  });
  return certificate;
}
