/** The panels' options held against the SDK's types by the compiler: a name that Grafana does not know, it ignores in silence. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { type DashboardJson, dashboards, type PanelJson, panelsOf } from "./tools/reading.ts";

const modules = resolve(import.meta.dirname, "../node_modules");
const SDK = "@grafana/grafana-foundation-sdk";

/** Words in place of the SDK's enums, which JSON does not have; and nothing is required, as Grafana has defaults. */
const PRELUDE = `type Plain<T> = T extends string ? \`\${T}\` : T extends (infer I)[] ? Plain<I>[]
  : T extends object ? { [K in keyof T]?: Plain<T[K]> | null } : T;\n`;

/** A value and the type of the SDK that it must be assignable to. */
interface Claim {
  where: string;
  /** Of the SDK's modules: `table`. */
  module: string;
  type: "Options" | "FieldConfig" | "Panel";
  value: unknown;
}

/** A panel's module has the name of its type, without hyphens. */
const moduleOf = ({ type }: PanelJson) => type.replaceAll("-", "").toLowerCase();

function claims(dashboard: DashboardJson, panel: PanelJson): Claim[] {
  const where = `${dashboard.title}: ${panel.title}`;
  const module = moduleOf(panel);
  const { options, fieldConfig, targets: _, panels: __, ...head } = panel;
  const { custom, ...defaults } = fieldConfig?.defaults ?? {};
  const properties = (fieldConfig?.overrides ?? []).flatMap((override) => override.properties);
  const looks = [
    defaults,
    ...properties.filter(({ id }) => !id.startsWith("custom.")).map(({ id, value }) => ({ [id]: value })),
  ];
  const customs = [custom, ...properties.flatMap(({ id, value }) => ofCustom(id, value))];
  return [
    { where, module: "dashboard", type: "Panel", value: head },
    ...(options ? [{ where, module, type: "Options" as const, value: options }] : []),
    ...looks.map((value) => ({ where, module: "dashboard", type: "FieldConfig" as const, value })),
    ...customs.flatMap((value) => (value ? [{ where, module, type: "FieldConfig" as const, value }] : [])),
  ];
}

/** `custom.width` is the option `width` of the panel's own field configuration. */
const ofCustom = (id: string, value: unknown) =>
  id.startsWith("custom.") ? [{ [id.slice("custom.".length)]: value }] : [];

/** A line for each claim, so that the compiler's line tells which one it is. */
const source = (all: Claim[]) =>
  PRELUDE +
  all
    .map(({ module, type, value }, index) => {
      const wanted = `Plain<import("${SDK}/${module}").${type}>`;
      return `export const claim${index}: ${wanted} = ${JSON.stringify(value)};\n`;
    })
    .join("");

/** The compiler's objections to the claims, each with where it stands. */
async function objections(all: Claim[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "schema-"));
  await symlink(modules, join(folder, "node_modules"));
  await writeFile(join(folder, "claims.ts"), source(all));
  const flags = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--pretty", "false"];
  const output = await new Promise<string>((done) => {
    const tsc = join(modules, ".bin/tsc");
    execFile(tsc, [...flags, "claims.ts"], { cwd: folder }, (_, stdout, stderr) => done(stdout + stderr));
  });
  await rm(folder, { recursive: true });
  const before = PRELUDE.split("\n").length;
  return output.split("\n").flatMap((line) => {
    const [, number, message] = /^claims\.ts\((\d+),\d+\): error \w+: (.*)/.exec(line) ?? [];
    return message === undefined
      ? line.trim()
        ? [line]
        : []
      : [`${all[Number(number) - before]?.where}: ${message}`];
  });
}

test("Grafana knows every option of every panel", async () => {
  const all = dashboards.flatMap((dashboard) =>
    panelsOf(dashboard)
      .filter(({ type }) => type !== "row")
      .flatMap((panel) => claims(dashboard, panel)),
  );
  expect(await objections(all)).toEqual([]);
}, 60_000);

test("an option that Grafana does not know, and one of the wrong kind, are found", async () => {
  const claim = (value: unknown, index: number): Claim => ({
    where: ["first", "second", "third"][index] as string,
    ...{ module: "stat", type: "Options", value },
  });
  const values = [{ textMode: "auto" }, { textmode: "auto" }, { textMode: "loud" }];
  expect(await objections(values.map(claim))).toEqual([
    expect.stringContaining("second: Object literal may only specify known properties"),
    expect.stringContaining(`third: Type '"loud"' is not assignable`),
  ]);
}, 60_000);
