import { defineConfig } from 'vitest/config';

const shared = { pool: 'threads', maxWorkers: 2, testTimeout: 30_000 } as const;

export default defineConfig({
  test: {
    ...shared,
    projects: [
      { test: { ...shared, name: 'all', include: ['{scripts,charts,docs}/**/*.test.ts'], exclude: ['scripts/rules/**', '**/node_modules/**'] } },
      // Hundreds of small files over pure functions: one module graph for all of them, not one each.
      { test: { ...shared, name: 'rules', include: ['scripts/rules/**/*.test.ts'], isolate: false } },
    ],
  },
});
