import type { Answer, Asked, Upstream } from "../upstream.ts";

const DAY = 86_400;
const VERSIONS = 1;
const PROPERTIES = 16;
const LATEST_ONLY = 512;
const LATEST_OF_EACH = 65_536;

interface Row {
  version: string;
  lastUpdated: string;
  targetPlatform?: string;
  properties?: { key: string; value: string }[];
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

const row = (version: string, at: number, preRelease = false, targetPlatform?: string): Row => ({
  version,
  lastUpdated: iso(at),
  ...(targetPlatform ? { targetPlatform } : {}),
  properties: [
    { key: "Microsoft.VisualStudio.Code.Engine", value: "^1.84.0" },
    ...(preRelease ? [{ key: "Microsoft.VisualStudio.Code.PreRelease", value: "true" }] : []),
  ],
});

/** Newest first, as the Marketplace keeps them: a pre-release is newer than the stable ones. */
const rows = (now: number): Row[] => [
  row("3.36.0", now - DAY, true),
  row("3.35.1", now - 3 * DAY, false, "linux-x64"),
  row("3.35.1", now - 3 * DAY, false, "darwin-arm64"),
  row("3.35.0", now - 10 * DAY),
];

const isPreRelease = ({ properties }: Row) => properties?.some(({ key }) => key.endsWith(".PreRelease"));

/** What is left of the rows by the query's flags. */
function chosen(all: Row[], flags: number): Row[] {
  if (!(flags & (VERSIONS | LATEST_ONLY | LATEST_OF_EACH))) return [];
  const latest = (of: Row[]) => of.filter(({ version }) => version === of[0]?.version);
  const kept =
    flags & LATEST_ONLY
      ? latest(all)
      : flags & LATEST_OF_EACH
        ? [...latest(all.filter(isPreRelease)), ...latest(all.filter((one) => !isPreRelease(one)))]
        : all;
  return flags & PROPERTIES ? kept : kept.map(({ properties: _, ...rest }) => rest);
}

const refuse = (status: number, typeKey: string, message: string): Answer => ({
  status,
  body: { $id: "1", innerException: null, message, typeName: typeKey, typeKey, errorCode: 0, eventId: 3000 },
});

/** Titles by name. */
const EXTENSIONS: Record<string, string> = {
  "saoudrizwan.claude-dev": "Cline",
  "ms-python.vscode-pylance": "Pylance",
  "ms-windows-ai-studio.windows-ai-studio": "AI Toolkit",
};

const list = (extensions: unknown[]): Answer => ({
  body: {
    results: [
      {
        extensions,
        pagingToken: null,
        resultMetadata: [
          { metadataType: "ResultCount", metadataItems: [{ name: "TotalCount", count: extensions.length }] },
        ],
      },
    ],
  },
});

const answer = ({ headers, body, now }: Asked, all: Row[]): Answer => {
  if (!/api-version=/.test(headers.accept ?? ""))
    return refuse(400, "VssVersionNotSpecifiedException", "No api-version was supplied for the request.");
  const query = JSON.parse(body) as {
    filters: { criteria: { filterType: number; value: string }[] }[];
    flags: number;
  };
  const name = query.filters[0]?.criteria.find(({ filterType }) => filterType === 7)?.value.toLowerCase();
  const displayName = EXTENSIONS[name ?? ""];
  if (!name || !displayName) return list([]);
  const [publisherName, extensionName] = name.split(".");
  return list([
    {
      publisher: { publisherName, displayName: publisherName, flags: "verified" },
      extensionName,
      displayName,
      flags: "validated, public",
      lastUpdated: all[0]?.lastUpdated,
      publishedDate: iso(now - 700 * DAY),
      versions: chosen(all, query.flags),
    },
  ]);
};

export default {
  id: "vscode-marketplace",
  usualPort: 21220,
  routes: {
    "POST /_apis/public/gallery/extensionquery": (asked) => answer(asked, rows(asked.now)),
  },
  faults: {
    not_found: () => list([]),
    stale: (asked) => answer(asked, rows(asked.now - 200 * DAY)),
    only_pre_releases: (asked) => answer(asked, rows(asked.now).filter(isPreRelease)),
  },
} satisfies Upstream;
