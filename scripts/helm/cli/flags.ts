/** The flags of `helm template` that matter to rendering; what needs a server or a registry is refused by name. */
export interface TemplateFlags {
  readonly values: readonly string[];
  readonly sets: { readonly json: readonly string[]; readonly typed: readonly string[]; readonly text: readonly string[]; readonly file: readonly string[]; readonly literal: readonly string[] };
  readonly namespace: string;
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
  readonly showOnly: readonly string[];
  readonly nameTemplate: string;
  readonly includeCrds: boolean;
  readonly skipSchema: boolean;
  readonly skipTests: boolean;
  readonly noHooks: boolean;
  readonly isUpgrade: boolean;
  readonly generateName: boolean;
  readonly debug: boolean;
  readonly help: boolean;
}

export type FlagsResult = { readonly ok: true; readonly flags: TemplateFlags; readonly args: readonly string[] } | { readonly ok: false; readonly error: string };

type Kind = 'list' | 'commaList' | 'text' | 'boolean' | 'ignoredText' | 'ignoredBoolean' | 'dryRun' | 'refused' | 'refusedBoolean';

const named = (kind: Kind, names: string): [string, Kind][] => names.trim().split(/\s+/).map((name) => [name, kind]);

const kinds = new Map<string, Kind>([
  ...named('commaList', 'values api-versions'),
  ...named('list', 'set set-string set-file set-json set-literal show-only'),
  ...named('text', 'namespace kube-version name-template'),
  ...named('boolean', 'include-crds skip-crds skip-schema-validation skip-tests no-hooks is-upgrade generate-name debug help'),
  // these change nothing in what is printed
  ...named('ignoredBoolean', `create-namespace force-replace force force-conflicts server-side replace wait-for-jobs devel disable-openapi-validation
    rollback-on-failure atomic render-subchart-notes hide-notes take-ownership release-name enable-dns insecure-skip-tls-verify
    pass-credentials plain-http wait kube-insecure-skip-tls-verify`),
  ...named('dryRun', 'dry-run validate'),
  // what a repository would be asked with; a chart that lies here is taken as it is
  ...named('ignoredText', 'version username password ca-file cert-file key-file'),
  ...named('ignoredText', `timeout description labels burst-limit qps kube-context kubeconfig kube-as-user kube-as-group kube-ca-file kube-token
    kube-tls-server-name kube-apiserver registry-config repository-cache repository-config content-cache color colour keyring`),
  ...named('refused', 'repo post-renderer post-renderer-args output-dir'),
  ...named('refusedBoolean', 'verify dependency-update'),
]);

const shorthands = new Map([['f', 'values'], ['n', 'namespace'], ['a', 'api-versions'], ['s', 'show-only'], ['g', 'generate-name'], ['h', 'help'], ['l', 'labels']]);

interface Found {
  readonly lists: Map<string, string[]>;
  readonly texts: Map<string, string>;
  readonly booleans: Map<string, boolean>;
  readonly args: string[];
}

/** Reads a command line as Go's pflag does: `--name=value`, `--name value`, `-fvalue`, `-f value`; `--` ends the flags. */
export function parseFlags(argv: readonly string[]): FlagsResult {
  const found: Found = { lists: new Map(), texts: new Map(), booleans: new Map(), args: [] };
  for (let i = 0; i < argv.length; ) {
    const arg = argv[i] ?? '';
    if (arg === '--') {
      found.args.push(...argv.slice(i + 1));
      break;
    }
    if (arg === '-' || !arg.startsWith('-')) {
      found.args.push(arg);
      i++;
      continue;
    }
    const taken = takeFlag(arg, argv[i + 1], found);
    if (typeof taken === 'string') return { ok: false, error: taken };
    i += taken;
  }
  return { ok: true, args: found.args, flags: flagsOf(found) };
}

function flagsOf({ lists, texts, booleans }: Found): TemplateFlags {
  const list = (name: string): readonly string[] => lists.get(name) ?? [];
  const is = (name: string): boolean => booleans.get(name) ?? false;
  return {
    values: list('values'),
    sets: { json: list('set-json'), typed: list('set'), text: list('set-string'), file: list('set-file'), literal: list('set-literal') },
    namespace: texts.get('namespace') || 'default', kubeVersion: texts.get('kube-version') ?? '', nameTemplate: texts.get('name-template') ?? '',
    apiVersions: list('api-versions'), showOnly: list('show-only'),
    includeCrds: is('include-crds'), skipSchema: is('skip-schema-validation'), skipTests: is('skip-tests'), noHooks: is('no-hooks'),
    isUpgrade: is('is-upgrade'), generateName: is('generate-name'), debug: is('debug'), help: is('help'),
  };
}

/** Takes one flag and, where it needs one, its value; gives how many arguments that were, or an error. */
function takeFlag(arg: string, next: string | undefined, found: Found): number | string {
  const long = arg.startsWith('--');
  const body = arg.slice(long ? 2 : 1);
  const equals = body.indexOf('=');
  const short = body[0] ?? '';
  const name = long ? (equals === -1 ? body : body.slice(0, equals)) : (shorthands.get(short) ?? '');
  const kind = kinds.get(name);
  if (kind === undefined) return long ? `unknown flag: --${name}` : `unknown shorthand flag: '${short}' in ${arg}`;
  const attached = long ? (equals === -1 ? undefined : body.slice(equals + 1)) : body.length > 1 ? body.slice(1).replace(/^=/, '') : undefined;
  if (kind === 'boolean' || kind === 'ignoredBoolean' || kind === 'refusedBoolean') {
    if (!long && body.length > 1 && body[1] !== '=') return `unknown shorthand flag: '${body[1]}' in ${arg}`;
    const parsed = attached === undefined ? true : goBoolean(attached);
    if (parsed === undefined && name !== 'wait') return notBoolean(attached ?? '', name);
    if (kind === 'refusedBoolean' && parsed !== false) return refusal(name);
    found.booleans.set(name, parsed ?? true);
    return 1;
  }
  if (kind === 'dryRun') {
    const isSwitch = name === 'validate' && attached !== undefined;
    if (isSwitch && goBoolean(attached) === undefined) return notBoolean(attached, name);
    if (name === 'validate' ? !isSwitch || goBoolean(attached) === true : attached === 'server') return `${attached === undefined ? arg : `--${name}=${attached}`} is not supported: it asks a cluster, and this command knows none`;
    if (isSwitch || attached === undefined || attached === 'client' || goBoolean(attached) === true) return 1;
    return `invalid dry-run value (${JSON.stringify(attached)}). Must be ${attached === 'none' || goBoolean(attached) === false ? '"server" or "client"' : '"none", "server", or "client"'}`;
  }
  const value = attached ?? next;
  if (value === undefined) return long ? `flag needs an argument: --${name}` : `flag needs an argument: '${short}' in ${arg}`;
  if (kind === 'refused') return refusal(name);
  if (kind === 'text') found.texts.set(name, value);
  else if (kind !== 'ignoredText') found.lists.set(name, [...(found.lists.get(name) ?? []), ...(kind === 'commaList' ? commaSeparated(value) : [value])]);
  return attached === undefined ? 2 : 1;
}

const refusal = (name: string): string => `--${name} is not supported: this command renders charts that lie here, and writes to standard output only`;

const notBoolean = (given: string, name: string): string => `invalid argument ${JSON.stringify(given)} for "--${name}" flag: strconv.ParseBool: parsing ${JSON.stringify(given)}: invalid syntax`;

/** strconv.ParseBool. */
function goBoolean(text: string): boolean | undefined {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(?:0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}

/** pflag's string slices are one record of CSV: quotes keep commas together. */
function commaSeparated(text: string): string[] {
  if (text === '') return [];
  if (!text.includes('"')) return text.split(',');
  return [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}
