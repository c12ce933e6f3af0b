/** Certificates for tests, made by openssl in a folder of their own. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engine } from "../tools/engines.ts";

const program = await engine("openssl");

/** Whatever the machine's own configuration says, or where it is. */
const CONFIGURATION = `
[req]
distinguished_name = none
x509_extensions = authority
[none]
[authority]
basicConstraints = critical, CA:TRUE
subjectKeyIdentifier = hash
`;

export interface Authority {
  /** PEM. */
  ca: string;
  caFile: string;
  /** Makes `NAME.crt` and `NAME.key` in the folder; with negative `days` the certificate has expired. */
  issue(
    name: string,
    subjectAltName: string,
    days?: number,
  ): { certFile: string; keyFile: string; cert: string; key: string };
}

export function createAuthority(folder: string, authority: string): Authority {
  const openssl = (...args: string[]) =>
    execFileSync(program, args, { cwd: folder, stdio: "pipe", env: { OPENSSL_CONF: configuration } });
  const configuration = join(folder, "openssl.cnf");
  writeFileSync(configuration, CONFIGURATION);
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const signed = ["-x509", "-days", "30"];
  const caFile = join(folder, `${authority}.crt`);
  openssl(
    "req",
    ...signed,
    ...newKey,
    "-keyout",
    `${authority}.key`,
    "-out",
    caFile,
    "-subj",
    `/CN=${authority}`,
  );

  const issue = (name: string, subjectAltName: string, days = 30) => {
    const [certFile, keyFile] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
    const config = join(folder, `${name}.cnf`);
    writeFileSync(config, `subjectAltName=${subjectAltName}\nbasicConstraints=CA:FALSE\n`);
    openssl("req", ...newKey, "-keyout", keyFile, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const by = ["-CA", caFile, "-CAkey", `${authority}.key`, "-CAcreateserial"];
    openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      ...by,
      "-days",
      String(days),
      "-extfile",
      config,
      "-out",
      certFile,
    );
    return { certFile, keyFile, cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
  };
  return { ca: readFileSync(caFile, "utf8"), caFile, issue };
}
