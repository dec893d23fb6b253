import { loadChart } from '../chart/load.ts';
import { pathMatch } from '../chart/pathMatch.ts';
import { parseKubeVersion } from '../render/capabilities.ts';
import { debugHint } from '../render/render.ts';
import { printDocument, splitDocuments } from '../render/split.ts';
import type { Chart, Rendered, RenderRequest, RenderResult } from '../types.ts';
import { parseFlags, type TemplateFlags } from './flags.ts';
import { mergeFlags, type ReadText } from './values.ts';

/** What a command prints and how it ends. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** What the command needs of the world. */
export interface World {
  readonly read: ReadText;
  readonly isThere: (path: string) => boolean;
  readonly render: (chart: Chart, request: RenderRequest) => RenderResult;
}

const usage = `Render a chart as Helm 4 does, without Helm.

Usage:
  npm run --silent helm -- template [NAME] [CHART] [flags]

Flags:
  -f, --values FILE              values from a YAML file (repeatable, "-" is standard input)
      --set K=V                  a value; also --set-string, --set-json, --set-literal, --set-file
  -n, --namespace NAME           namespace of the release (default "default")
      --kube-version VERSION     Kubernetes version for .Capabilities
  -a, --api-versions LIST        further API versions for .Capabilities
      --include-crds             print the CRDs of crds/ too
      --skip-schema-validation   do not check the values against values.schema.json
  -s, --show-only TEMPLATE       only the manifests of these templates (repeatable)
      --no-hooks, --skip-tests   leave out hooks, or test hooks
      --is-upgrade               .Release.IsUpgrade instead of .Release.IsInstall
      --debug                    on an error: what was rendered, and which value was read last
`;

/** The command line behind `npm run helm`. */
export function helm(argv: readonly string[], world: World): Outcome {
  const [command, ...rest] = argv;
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') return { stdout: usage, stderr: '', status: 0 };
  if (command !== 'template') return failed(`unknown command ${JSON.stringify(command)} for "helm"\nRun 'npm run --silent helm -- --help' for usage.`);
  const parsed = parseFlags(rest);
  if (!parsed.ok) return failed(parsed.error);
  if (parsed.flags.help) return { stdout: usage, stderr: '', status: 0 };
  if (parsed.args.length === 0) return failed('"helm template" requires at least 1 argument\n\nUsage:  helm template [NAME] [CHART] [flags]');
  return template(parsed.flags, parsed.args, world);
}

function template(flags: TemplateFlags, args: readonly string[], world: World): Outcome {
  if (flags.kubeVersion !== '' && parseKubeVersion(flags.kubeVersion) === undefined) {
    return failed(`invalid kube version '${flags.kubeVersion}': could not parse ${JSON.stringify(flags.kubeVersion)} as version`);
  }
  if (args.length > 2) return failed(`expected at most two arguments, unexpected arguments: ${args.slice(2).join(', ')}`);
  if (args.length === 2 && flags.generateName) return failed('cannot set --generate-name and also specify a name');
  if (args.length === 2 && flags.nameTemplate !== '') return failed('cannot set --name-template and also specify a name');
  if (flags.nameTemplate.includes('{{')) return failed('--name-template with an action is not supported: write the name itself');
  const name = args.length === 2 ? (args[0] ?? '') : flags.nameTemplate === '' ? 'release-name' : flags.nameTemplate;
  const path = (args.at(-1) ?? '').trim();
  if (!world.isThere(path)) return failed(path.startsWith('/') || path.startsWith('.') ? `path ${JSON.stringify(path)} not found` : `there is no chart at ${path}; charts of repositories and registries must be fetched first`);

  const values = mergeFlags(flags, world.read);
  if (!values.ok) return failed(values.error);
  const loaded = loadChart({ kind: 'path', path });
  if (!loaded.ok) return failed(loaded.problem.message);
  const result = world.render(loaded.chart, {
    release: { name, namespace: flags.namespace, revision: 1, isUpgrade: flags.isUpgrade },
    values: values.values,
    ...(flags.kubeVersion === '' ? {} : { kubeVersion: flags.kubeVersion }),
    apiVersions: flags.apiVersions, includeCrds: flags.includeCrds, skipSchema: flags.skipSchema,
  });
  const notes = [...loaded.chart.warnings, ...result.warnings, ...result.notChecked.map((sentence) => `not checked: ${sentence}`)].map((line) => `${line}\n`).join('');
  if (!result.ok) {
    const outcome = failed(flags.debug ? result.error.replace(debugHint, '') : result.error, notes);
    // beside what Helm prints: where to look
    const help = flags.debug ? result.problems.flatMap((problem) => (problem.help === undefined ? [] : [`${problem.help}\n`])).join('') : '';
    return { ...outcome, stdout: flags.debug ? result.invalid ?? '' : '', stderr: outcome.stderr + help };
  }
  const text = printed(result, flags);
  if (flags.showOnly.length === 0) return { stdout: text, stderr: notes, status: 0 };
  const shown = showOnly(text, flags.showOnly);
  return shown.ok ? { stdout: shown.text, stderr: notes, status: 0 } : failed(shown.error, notes);
}

const failed = (error: string, before = ''): Outcome => ({ stdout: '', stderr: `${before}Error: ${error}\n`, status: 1 });

function printed(result: Rendered, flags: TemplateFlags): string {
  const ordinary = result.documents.filter(({ hooks }) => hooks.length === 0);
  const hooks = flags.noHooks ? [] : result.documents.filter((one) => one.hooks.length > 0 && !(flags.skipTests && one.hooks.includes('test')));
  const crds = flags.includeCrds ? result.crds.map(({ template: file, text }) => printDocument(file, text)).join('') : '';
  const manifests = crds + ordinary.map((one) => printDocument(one.template, one.text)).join('');
  return `${manifests.trim()}\n${hooks.map((one) => printDocument(one.template, one.text)).join('')}`;
}

/** Picks the documents whose `# Source:` fits one of the patterns, in the order of the patterns. */
function showOnly(text: string, patterns: readonly string[]): { ok: true; text: string } | { ok: false; error: string } {
  const documents = splitDocuments(text).map((one) => ({ text: one.text, source: /# Source: [^/]+\/(.+)/.exec(one.text)?.[1] }));
  let out = '';
  for (const pattern of patterns) {
    const wanted = documents.filter(({ source }) => source !== undefined && pathMatch(pattern.replaceAll('\\', '/'), source) === true);
    if (wanted.length === 0) return { ok: false, error: `could not find template ${pattern} in chart` };
    out += wanted.map((one) => `---\n${one.text}\n`).join('');
  }
  return { ok: true, text: out };
}
