import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{scripts,charts,docs}/**/*.test.ts'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
