import { createSecureContext, type SecureContext } from "node:tls";
import type { TlsSettings } from "../contract.ts";
import { createRecent } from "./recent.ts";

/** A catalog with more authorities and client certificates pays for each connection. */
const contextOf = createRecent<SecureContext>(100);

/**
 * Whom to trust and what to show, parsed once: to parse it for each connection, not to mention the system's roots, would
 * be most of what a connection costs. Kept by content, so that a rotated certificate counts at once.
 */
export const secureContextOf = ({ ca, cert, key }: TlsSettings): SecureContext =>
  contextOf(JSON.stringify([ca, cert, key]), () => createSecureContext({ ca, cert, key }));
