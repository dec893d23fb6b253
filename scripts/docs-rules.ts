import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from './rules/catalogue.ts';
import { loadRules } from './rules/index.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'rules.md'), catalogue(await loadRules()));
