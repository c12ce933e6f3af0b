/** Catalogs of many like checks. */
export interface ManyChecks {
  count: number;
  /** Of the target; each check asks for a path of its own. */
  url: string;
  interval: string;
  /** Path of the authority to trust. */
  caFile?: string;
  /** Where a check differs from the others. */
  unlike?: (index: number) => { url?: string | undefined; timeout?: string };
}

/** With what a real entry has: a title, a group, a team. */
export function manyChecks(many: ManyChecks): string {
  const { count, interval } = many;
  const entries = Array.from({ length: count }, (_, index) => entry(many, index));
  return `defaults: { interval: ${interval} }
teams:
  platform: { title: Platform, channel: "#platform", email: platform@example.com }
integrations:
${entries.join("")}`;
}

function entry({ url, caFile, unlike = () => ({}) }: ManyChecks, index: number): string {
  const own = unlike(index);
  const keys = [
    "provider: http",
    `url: "${own.url ?? url}/${index}"`,
    ...(own.timeout === undefined ? [] : [`timeout: ${own.timeout}`]),
    ...(caFile === undefined ? [] : [`tls: { ca: { file: "${caFile}" } }`]),
  ];
  return `  - id: service-${index}
    title: Service ${index}
    group: apis
    team: platform
    checks:
      - { ${keys.join(", ")} }
`;
}
