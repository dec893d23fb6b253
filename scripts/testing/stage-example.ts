import { basename, join } from 'node:path';
import type { RenderOptions } from '../run/clusters.ts';
import { applyFixes } from '../fix/index.ts';
import { parseFlags } from '../lib/flags.ts';
import type { Fix } from '../model/fix.ts';
import type { Level } from '../model/finding.ts';
import { renderOptions, validateFlags, validateUsage } from '../cli/options.ts';
import { run } from '../run/run.ts';
import { makeRepository, prod, type Content } from './repository.ts';

interface Part {
  /** The line that names the file, or holds the flags. */
  readonly header: string;
  readonly path?: string;
  readonly target?: string;
  readonly flags?: string;
  readonly content: string;
}

/**
 * An example is files, each behind a line `# file: path` (or `# file: path -> target` for a link), of a repository whose one
 * cluster has one Kustomization, which applies `apps/`, unless they say otherwise; flags stand in a line `# $ npm run validate -- …`.
 */
function partsOf(example: string): Part[] {
  return example.split(/^(?=# (?:file:|\$ ))/m).map((part) => {
    const header = part.slice(0, part.indexOf('\n') + 1);
    const content = part.slice(header.length);
    const [, path, target] = /^# file: (\S+)(?: -> (\S+))?\n$/.exec(header) ?? [];
    const flags = header.startsWith('# $ npm run validate') ? header.split(' -- ')[1]?.trim() ?? '' : undefined;
    if (path === undefined && flags === undefined) throw new Error(`an example of files has a line "# file: path" above each, not "${header.trim()}"`);
    return { header, content, ...(path !== undefined && { path }), ...(target !== undefined && { target }), ...(flags !== undefined && { flags }) };
  });
}

/** The example with fixes written into its files. */
export function withFixes(example: string, fixes: readonly Fix[]): string {
  const parts = partsOf(example);
  const { texts } = applyFixes(fixes, (file) => parts.find(({ path }) => path === file)?.content);
  return parts.map(({ header, path = '', content }) => header + (texts.get(path) ?? content)).join('');
}

export interface ExampleFinding {
  readonly rule: string;
  readonly level: Level;
  /** "`file:line:column`: message" */
  readonly line: string;
  readonly fix?: Fix;
}

/** Makes the repository of an example and validates it, offline unless its flags say otherwise. `setUp` gives what a run has that no file holds. */
export async function validateExample(text: string, setUp: (root: string) => Partial<RenderOptions>): Promise<readonly ExampleFinding[]> {
  const parts = partsOf(text);
  const parsed = parseFlags(parts.flatMap(({ flags = '' }) => flags.split(' ').filter((word) => word !== '')), validateFlags, validateUsage);
  if (!parsed.ok) throw new Error(parsed.text);
  const files = parts.flatMap(({ path, target, content }): [string, Content][] => (path === undefined ? [] : [[path, target === undefined ? content : { link: target }]]));
  const { root, remove } = makeRepository({ ...prod, ...Object.fromEntries(files) });
  try {
    const given = renderOptions({ ...parsed.values, path: '.' }, { INIT_CWD: root });
    const { report } = await run({
      ...given, cacheDir: join(root, '.cache'), network: parsed.values.online === true ? 'online' : 'offline',
      ...(parsed.values['verify-render'] === true && { verifyRender: true }), ...setUp(root),
    });
    return report.findings.map(({ rule, level, message, place, fix }) => ({
      rule, level, ...(fix !== undefined && { fix }),
      line: `\`${place === undefined ? '' : `${place.file}:${place.line}:${place.column}`}\`: ${message.replaceAll(basename(root), 'repository')}`,
    }));
  } finally {
    remove();
  }
}
