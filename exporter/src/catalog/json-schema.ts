import { z } from "zod";
import type { Provider } from "../contract.ts";
import { catalogSchema } from "./schema.ts";

/** JSON Schema (draft 2020-12) of the catalog as a person writes it, for editors to complete and explain. */
export const catalogJsonSchema = (providers: ReadonlyMap<string, Provider>): object => ({
  title: "Catalog of integration_exporter",
  ...z.toJSONSchema(catalogSchema(providers), { io: "input" }),
});
