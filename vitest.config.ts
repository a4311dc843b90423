import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // The source, not what was built of it.
  resolve: { alias: { "#primitives": new URL("sdk/crypto/node.ts", import.meta.url).pathname } },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/**/*.long.test.ts"],
    globalSetup: ["test/support/temporary.ts", "test/support/programs.ts"],
    testTimeout: 60_000,
    // vitest leaves a core free, which on two cores is half of the machine; browsers, ptys and brokers mostly wait.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    coverage: {
      include: ["protocol/*.ts", "sdk/**/*.ts", "firmware/**/*.ts"],
      exclude: ["firmware/build.ts", "protocol/generate*.ts"],
    },
  },
});
