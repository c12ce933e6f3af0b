import { z } from "zod";

/** Schema of the address that an API's paths are put behind: without a slash at its end, whatever the catalog wrote. */
export const baseUrl = (address: string) =>
  z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .prefault(address)
    .describe("Address of the API: for a proxy, or a self-hosted instance");
