/** A JSON Schema as a table of keys for people. */
import { z } from "zod";
import { duration } from "../../src/contract.ts";

export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

const DURATION = (z.toJSONSchema(duration(), { io: "input" }) as JsonSchema).pattern;

/**
 * A default that depends on other keys stands at the end of the description, after "Default:".
 * Keys within keys are written `slo.latency.below`, those of a list's items `maintenance[].from`.
 */
export const table = (schema: JsonSchema): string =>
  ["| key | type | default | meaning |", "|---|---|---|---|", ...rows(schema, "")].join("\n");

function rows({ properties = {}, required = [] }: JsonSchema, prefix: string): string[] {
  return Object.entries(properties).flatMap(([key, property]) => {
    const name = prefix + key;
    const [meaning = "", unwritten] = cell(property.description ?? "").split(" Default: ");
    const standard = required.includes(key)
      ? "required"
      : (unwritten?.replace(/\.$/, "") ?? cell(written(property.default)));
    return [`| \`${name}\` | ${typeText(property)} | ${standard} | ${meaning} |`, ...within(property, name)];
  });
}

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function within(schema: JsonSchema, name: string): string[] {
  if (schema.properties) return rows(schema, `${name}.`);
  if (schema.items?.properties) return rows(schema.items, `${name}[].`);
  const { additionalProperties: values } = schema;
  return typeof values === "object" && values.properties ? rows(values, `${name}.<id>.`) : [];
}

/** An empty default says no more than "nothing". */
function written(value: unknown): string {
  if (value === undefined || (typeof value === "object" && Object.keys(value ?? {}).length === 0)) return "";
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

/** `secret`, `duration`, `list of strings`, `string or { file: string }` ... */
function typeText(schema: JsonSchema): string {
  if (schema.$ref) return schema.$ref.replace(/^.*\//, "").toLowerCase();
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.const !== undefined) return `\`${schema.const}\``;
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map(inline))].join(" or ");
  if (schema.items) return `list of ${plural(typeText(schema.items))}`;
  if (Array.isArray(schema.type)) return schema.type.join(" or ");
  if (schema.type === "object") return objectText(schema);
  if (schema.pattern === DURATION) return "duration";
  return (schema.format === "uri" ? "URL" : (schema.type ?? "any")) + range(schema);
}

const plural = (text: string) => {
  if (/^[a-zA-Z]+$/.test(text)) return `${text}s`;
  return text.includes(" or ") ? `(${text})` : text;
};

const objectText = ({ additionalProperties: values }: JsonSchema): string =>
  typeof values === "object" ? `mapping to ${plural(typeText(values))}` : "mapping";

/** A mapping among alternatives has no rows of its own: its keys stand here. */
function inline(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.join(" or ");
  if (!schema.properties) return typeText(schema);
  const keys = Object.entries(schema.properties).map(([key, property]) => {
    const optional = schema.required?.includes(key) ? "" : "?";
    return `${key}${optional}: ${inline(property).replaceAll("`", "")}`;
  });
  return `\`{ ${keys.join(", ")} }\``;
}

function range({ type, minimum, maximum }: JsonSchema): string {
  if (type !== "integer" || minimum === undefined || minimum === Number.MIN_SAFE_INTEGER) return "";
  return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
    ? `, at least ${minimum}`
    : `, ${minimum} to ${maximum}`;
}
