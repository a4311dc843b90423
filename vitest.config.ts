import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/**/*.long.test.ts"],
    globalSetup: ["test/support/programs.ts"],
    testTimeout: 20_000,
    coverage: {
      include: ["protocol/*.ts", "sdk/**/*.ts", "firmware/**/*.ts"],
      exclude: ["firmware/build.ts", "protocol/generate*.ts"],
    },
  },
});
