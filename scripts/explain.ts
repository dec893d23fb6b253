import { loadRules, readmeOf } from './rules/index.ts';
import { explanation, overview } from './rules/catalogue.ts';
import { suggest } from './lib/suggest.ts';

const [wanted] = process.argv.slice(2);
const rules = await loadRules();
if (wanted === undefined || wanted === '--help') process.stdout.write(`${overview(rules)}\nnpm run explain <id> says what a rule finds, with examples\n`);
else {
  const rule = rules.find(({ id }) => id === wanted) ?? rules.find(({ id }) => id.endsWith(`/${wanted}`));
  if (rule === undefined) {
    const near = suggest(wanted, rules.flatMap(({ id }) => [id, id.slice(id.indexOf('/') + 1)]));
    process.stderr.write(`no rule is called "${wanted}"${near === undefined ? '; npm run explain lists them' : `; did you mean "${near}"?`}\n`);
    process.exitCode = 2;
  } else process.stdout.write(explanation(rule, readmeOf(rule.id)));
}
