import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [id = ''] = process.argv.slice(2);
const folder = join(import.meta.dirname, 'rules', id);
if (!/^[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)) fail('usage: npm run new-rule family/id, in small letters, digits and dashes');
else if (existsSync(folder)) fail(`rule ${id} exists already`);
else {
  mkdirSync(folder, { recursive: true });
  const files: Readonly<Record<string, string>> = {
    'rule.ts': `import { text } from '../../../lib/read.ts';
import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Say what holds when the rule is silent', level: 'warn', source: 'where the rule comes from' },
  kinds: ['ConfigMap'],
  *check(object) {
    if (text(object, 'data', 'mistake') !== undefined) yield { pointer: '/data/mistake', message: 'what is wrong; what to write instead' };
  },
});
`,
    'rule.test.ts': `import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

testRule({ folder: import.meta.dirname, rule });
`,
    'README.md': `What the rule finds, and what happens to a cluster that has it.

## Bad
\`\`\`yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: n }
data: { mistake: "yes" }
\`\`\`
- \`/data/mistake\`: what is wrong; what to write instead

## Good
\`\`\`yaml
apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: n }
data: { fine: "yes" }
\`\`\`
`,
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  process.stdout.write(`scripts/rules/${id}: write the README's examples first, then rule.ts; npx vitest run scripts/rules/${id}; npm run docs:rules\n`);
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
