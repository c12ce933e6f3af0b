/** How the toolkit, written in Go, names what OpenSSL names otherwise. */

export const VERSIONS = { TLS12: "TLSv1.2", TLS13: "TLSv1.3" } as const;

/** Those that Go's `tls.CipherSuites()` returns, for TLS 1.2. */
export const CIPHERS: Readonly<Record<string, string>> = Object.fromEntries(
  ["ECDSA", "RSA"].flatMap((signature) =>
    [
      ["AES_128_CBC_SHA", "AES128-SHA"],
      ["AES_256_CBC_SHA", "AES256-SHA"],
      ["AES_128_GCM_SHA256", "AES128-GCM-SHA256"],
      ["AES_256_GCM_SHA384", "AES256-GCM-SHA384"],
      ["CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305"],
    ].map(([go, openssl]) => [`TLS_ECDHE_${signature}_WITH_${go}`, `ECDHE-${signature}-${openssl}`]),
  ),
);

/** Of TLS 1.3; Go always offers all of them, whatever `cipher_suites` says, and so do we. */
export const TLS13_CIPHERS = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
];

export const CURVES: Readonly<Record<string, string>> = {
  CurveP256: "P-256",
  CurveP384: "P-384",
  CurveP521: "P-521",
  X25519: "X25519",
};
