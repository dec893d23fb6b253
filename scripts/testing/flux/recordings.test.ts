import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRecording } from './scenario.ts';
import { openStage, shared, type Stage } from './stage.ts';

const folder = fileURLToPath(new URL('recorded/', import.meta.url));
const here = existsSync(join(shared, 'flux-scenarios/charts/repo'));
if (!here) console.warn(`skipped: what the Flux controllers made of small repositories: there are no charts in ${shared}`);

describe.skipIf(!here)('what the Flux controllers made of small repositories', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  test.each(readdirSync(folder).sort())('%s', async (file) => {
    expect((await stage.run(openRecording(join(folder, file)))).differences).toEqual([]);
  });
});
