import { z } from "zod";
import { defineProvider, duration, failure, type Instant, type Observations } from "../contract.ts";
import { ask } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { isoTime, span } from "./support/time.ts";

/** What the query answers by: an extension's full name. */
const BY_NAME = 7;
/**
 * Versions (1) with their properties (16), of these the latest stable and the latest pre-release (65536). "Latest only"
 * (512) would leave a single one, and so no stable one whenever a pre-release is newer.
 */
const FLAGS = 1 + 16 + 65536;
const PRE_RELEASE = "Microsoft.VisualStudio.Code.PreRelease";

const Version = z.object({
  version: z.string(),
  lastUpdated: isoTime(),
  properties: z.array(z.object({ key: z.string(), value: z.string() })).nullish(),
});
type Version = z.infer<typeof Version>;

const Extension = z.object({ lastUpdated: isoTime(), versions: z.array(Version).nullish() });
type Extension = z.infer<typeof Extension>;

const Answer = z.object({ results: z.array(z.object({ extensions: z.array(Extension) })) });

export default defineProvider({
  id: "vscode-marketplace",
  title: "VS Code Marketplace",
  description: `Asks the Marketplace for one extension: its latest stable version and when that was published. One request, without a credential.

- **down**: the Marketplace has no such extension (\`not_found\`, told by an empty list in a 200); 429 \`rate_limited\`; 5xx \`server_error\`.
- **degraded**: \`updated_within\` is set and the latest stable version is older; there are only pre-releases.

It tells that version and, as last activity, when it was published. Pre-releases are ignored, unless there is nothing else: then the activity is the extension's last update and no version is told.

The API is the one that VS Code uses and is not documented for others. Its answers come from a cache: an interval of 15 minutes or more is right. Unverified: that an unknown extension is always an empty list; a 404 counts the same.

Source: [VS Code's own client](https://github.com/microsoft/vscode/blob/main/src/vs/platform/extensionManagement/common/extensionGalleryService.ts), [its types](https://github.com/microsoft/azure-devops-node-api/blob/master/api/interfaces/GalleryInterfaces.ts), [vsce](https://github.com/microsoft/vscode-vsce).`,
  config: z.strictObject({
    base_url: baseUrl("https://marketplace.visualstudio.com"),
    extension: z
      .string()
      .regex(/^[\w-]+\.[\w.-]+$/, "must be publisher.name")
      .describe("The extension, as `publisher.name`"),
    updated_within: duration().optional().describe("Degraded when the latest stable version is older"),
  }),
  example: { provider: "vscode-marketplace", extension: "saoudrizwan.claude-dev", updated_within: "90d" },
  observes: () => ({ activity: true }),

  async probe({ base_url: baseUrl, extension, updated_within: within }, context) {
    const criteria = [{ filterType: BY_NAME, value: extension }];
    const told = await ask(
      context,
      {
        method: "POST",
        url: `${baseUrl}/_apis/public/gallery/extensionquery`,
        headers: {
          accept: "application/json;api-version=3.0-preview.1",
          "content-type": "application/json",
        },
        body: JSON.stringify({
          filters: [{ criteria, pageNumber: 1, pageSize: 1 }],
          assetTypes: [],
          flags: FLAGS,
        }),
      },
      Answer,
    );
    if (!told.ok) return told;
    const found = told.value.results[0]?.extensions[0];
    return found
      ? { ok: true, ...observe(found, within, context.clock.now()) }
      : failure("not_found", `the Marketplace has no extension ${extension}`);
  },
});

function observe(
  { lastUpdated, versions }: Extension,
  within: number | undefined,
  now: Instant,
): Observations {
  // One row for each platform, and no promise of their order.
  const [stable] = (versions ?? []).filter(isStable).sort((a, b) => b.lastUpdated - a.lastUpdated);
  if (!stable) return { activityAt: lastUpdated, degraded: "there is no stable version, only pre-releases" };
  const age = now - stable.lastUpdated;
  return {
    version: stable.version,
    activityAt: stable.lastUpdated,
    summary: `Version ${stable.version} · Updated ${span(age)} ago`,
    ...(within !== undefined && age > within
      ? {
          degraded: `version ${stable.version} is ${span(age)} old, an update was due within ${span(within)}`,
        }
      : {}),
  };
}

const isStable = ({ properties }: Version): boolean =>
  !properties?.some(({ key, value }) => key === PRE_RELEASE && value === "true");
