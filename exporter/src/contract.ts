/**
 * What the stages share: words, shapes and the promise between a provider and the runner.
 * A stage imports this file, libraries and itself, and nothing else of the project.
 */
export * from "./contract/catalog.ts";
export * from "./contract/fields.ts";
export * from "./contract/messages.ts";
export * from "./contract/provider.ts";
export * from "./contract/state.ts";
export * from "./contract/verdict.ts";
export * from "./contract/webhooks.ts";
export * from "./contract/words.ts";
