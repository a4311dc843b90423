import { defineConfig } from "vitest/config";

/** `npm run test:long`: what takes minutes. Everything else is in vitest.config.ts. */
export default defineConfig({
  // The source, not what was built of it.
  resolve: { alias: { "#primitives": new URL("sdk/crypto/node.ts", import.meta.url).pathname } },
  test: {
    include: ["test/**/*.long.test.ts"],
    globalSetup: ["test/support/temporary.ts", "test/support/programs.ts"],
    testTimeout: 3_600_000,
  },
});
