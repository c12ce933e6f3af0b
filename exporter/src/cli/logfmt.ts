/** One line of JSON, an object, as logfmt (https://pkg.go.dev/github.com/kr/logfmt): `ts=... level=info msg="..." key=value`. */
export function toLogfmt(json: string): string {
  const { ts, level, msg, ...data } = JSON.parse(json);
  return `${pairs({ ts, level, msg, ...data }).join(" ")}\n`;
}

/** Objects are flattened, their keys joined by a dot. */
const pairs = (data: Record<string, unknown>, prefix = ""): string[] =>
  Object.entries(data).flatMap(([key, value]) => {
    const name = prefix + key.replace(/[^\w.-]/g, "_");
    if (value === undefined) return [];
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? pairs(value as Record<string, unknown>, `${name}.`) : `${name}=${quote(value)}`;
  });

function quote(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[^\s"=\p{C}]+$/u.test(text) ? text : JSON.stringify(text);
}
