/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/", "/\\.cache/"],
  modulePathIgnorePatterns: ["/dist/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/exporter/test/strip-types.mjs" },
  maxWorkers: 2,
  // For tests that hang: on a busy machine the five seconds of the default end those that are only slow.
  testTimeout: 30_000,
};
