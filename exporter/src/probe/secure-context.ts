import { createSecureContext, type SecureContext } from "node:tls";
import type { TlsSettings } from "../contract.ts";

/** Those used longest ago give way. A catalog with more authorities and client certificates pays for each connection. */
const MOST_KEPT = 100;

const contexts = new Map<string, SecureContext>();

/**
 * Whom to trust and what to show, parsed once: to parse it for each connection, not to mention the system's roots, would
 * be most of what a connection costs. Kept by content, so that a rotated certificate counts at once.
 */
export function secureContextOf({ ca, cert, key }: TlsSettings): SecureContext {
  const content = JSON.stringify([ca, cert, key]);
  const context = contexts.get(content) ?? createSecureContext({ ca, cert, key });
  contexts.delete(content);
  contexts.set(content, context);
  const oldest = contexts.keys().next();
  if (contexts.size > MOST_KEPT && !oldest.done) contexts.delete(oldest.value);
  return context;
}
