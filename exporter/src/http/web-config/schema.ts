import { z } from "zod";
import { CIPHERS, CURVES, VERSIONS } from "./go-names.ts";

/**
 * The file of `--web.config.file`, as the exporter-toolkit of Prometheus writes it
 * (https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md).
 * What we do not support is refused with a sentence rather than ignored.
 */
const VERIFYING = ["VerifyClientCertIfGiven", "RequireAndVerifyClientCert"] as const;
const REQUIRING = ["RequireAnyClientCert", "RequireAndVerifyClientCert"] as const;
const CLIENT_AUTH_TYPES = [
  "NoClientCert",
  "RequestClientCert",
  "RequireAnyClientCert",
  ...VERIFYING,
] as const;

const text = z.string().min(1);
const goName = (names: Readonly<Record<string, string>>, what: string) =>
  z
    .string()
    .refine((name) => Object.hasOwn(names, name), {
      error: `is not a ${what} that is supported; these are: ${Object.keys(names).join(", ")}`,
    })
    .transform((name) => names[name] as string);
const version = z
  .enum(["TLS12", "TLS13"], {
    error: "must be TLS12 or TLS13; older versions are not safe and not supported",
  })
  .transform((name) => VERSIONS[name]);

const tlsServerConfig = z
  .strictObject({
    cert: text.optional(),
    cert_file: text.optional(),
    key: text.optional(),
    key_file: text.optional(),
    client_ca: text.optional(),
    client_ca_file: text.optional(),
    client_auth_type: z.enum(CLIENT_AUTH_TYPES).default("NoClientCert"),
    client_allowed_sans: z.array(text).optional(),
    min_version: version.default("TLSv1.2"),
    max_version: version.default("TLSv1.3"),
    cipher_suites: z.array(goName(CIPHERS, "cipher suite")).default([]),
    prefer_server_cipher_suites: z.boolean().default(true),
    curve_preferences: z.array(goName(CURVES, "curve")).default([]),
  })
  .superRefine((tls, context) => {
    const problem = (key: keyof typeof tls, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    for (const key of ["cert", "key"] as const) {
      if (!tls[key] && !tls[`${key}_file`]) problem(key, `is missing: give ${key} or ${key}_file`);
    }
    for (const key of ["cert", "key", "client_ca"] as const) {
      if (tls[key] && tls[`${key}_file`]) problem(key, `and ${key}_file exclude each other: give one`);
    }
    const authorities = tls.client_ca !== undefined || tls.client_ca_file !== undefined;
    const type = tls.client_auth_type;
    if (authorities && type === "NoClientCert") {
      problem("client_auth_type", "must ask for a certificate when a client CA is given");
    }
    if (!authorities && VERIFYING.some((verifying) => verifying === type)) {
      problem("client_auth_type", `${type} needs client_ca or client_ca_file`);
    }
    if (tls.client_allowed_sans && !REQUIRING.some((requiring) => requiring === type)) {
      problem("client_allowed_sans", `needs client_auth_type ${REQUIRING.join(" or ")}`);
    }
    if (tls.min_version > tls.max_version) problem("min_version", "must not be above max_version");
  });

const headerValue = z.string().regex(/^[\t\x20-\x7e]*$/, "must be one line of printable ASCII");

const headers = z.strictObject({
  "Content-Security-Policy": headerValue.optional(),
  "X-Frame-Options": z.enum(["", "deny", "sameorigin"]).optional(),
  "X-Content-Type-Options": z.enum(["", "nosniff"]).optional(),
  "X-XSS-Protection": headerValue.optional(),
  "Strict-Transport-Security": headerValue.optional(),
});

export const WebConfigFile = z.strictObject({
  tls_server_config: tlsServerConfig.optional(),
  // HTTP/2 is an offer in the toolkit, not a demand, and on by default there: both values are accepted, and we
  // speak HTTP/1.1, as Prometheus does when that is all it is offered.
  http_server_config: z
    .strictObject({ http2: z.boolean().optional(), headers: headers.default({}) })
    .optional(),
  basic_auth_users: z
    .record(
      z.string().regex(/^[^:]+$/),
      z.string().regex(/^\$2[aby]\$(?:0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}$/, {
        error:
          "must be a bcrypt hash of a cost from 4 to 15, as `htpasswd -nBC 10 NAME` prints after the colon",
      }),
      {
        error: ({ code }) =>
          code === "invalid_key" ? "the name must not be empty, nor hold a colon" : undefined,
      },
    )
    .nullish(),
  rate_limit: z
    .undefined({ error: "is not supported: limit requests in a proxy in front of the exporter" })
    .optional(),
});
export type WebConfigFile = z.output<typeof WebConfigFile>;
export type TlsServerConfig = NonNullable<WebConfigFile["tls_server_config"]>;
