import type { Flag } from '../lib/flags.ts';

export interface Command {
  /** `validate`, of `npm run validate --`. */
  readonly name: string;
  readonly flags: Readonly<Record<string, Flag>>;
  /** What may stand where no flag does. */
  readonly operands?: readonly string[];
}

/** What may stand behind a flag: one of some words, a path, or anything. */
function valuesOf(name: string, { value, choices }: Flag): { readonly kind: 'words'; readonly words: readonly string[] } | { readonly kind: 'file' | 'folder' | 'clusters' | 'any' | 'none' } {
  if (value === undefined) return { kind: 'none' };
  if (choices !== undefined) return { kind: 'words', words: choices };
  if (name === 'cluster') return { kind: 'clusters' };
  return { kind: value === 'FILE' ? 'file' : value === 'DIR' ? 'folder' : 'any' };
}

/** Names of folders are never expanded: a repository may call one `$(…)`. For bash: completes behind `npm run <command> --`, and leaves what is before to npm's own completion where that is loaded. */
export function bash(commands: readonly Command[]): string {
  const words = (some: readonly string[]) => `COMPREPLY=($(compgen -W '${some.join(' ')}' -- "$word"))`;
  // Names may hold blanks.
  const paths = (kind: 'f' | 'd') => `local IFS=$'\\n'; COMPREPLY=($(compgen -${kind} -- "$word"))`;
  const cases = commands.map(({ name, flags, operands = [] }) => {
    const values = Object.entries(flags).flatMap(([flag, definition]) => {
      const of = valuesOf(flag, definition);
      const reply = of.kind === 'words' ? words(of.words) : of.kind === 'file' ? paths('f') : of.kind === 'folder' ? paths('d') : of.kind === 'clusters' ? '_gitops_clusters' : 'COMPREPLY=()';
      return of.kind === 'none' ? [] : [`        --${flag}) ${reply}; return ;;\n`];
    });
    return `    ${name})\n      case "$before" in\n${values.join('')}        *) ;;\n      esac\n      ${words([...Object.keys(flags).map((flag) => `--${flag}`), ...operands])} ;;\n`;
  });
  return `# bash completion of npm run ${commands.map(({ name }) => name).join(', ')}
_gitops_clusters() {
  local folder
  COMPREPLY=()
  for folder in clusters/*/; do
    folder="\${folder#clusters/}"
    folder="\${folder%/}"
    [[ -d "clusters/$folder" && "$folder" == "$word"* ]] && COMPREPLY+=("$folder")
  done
}
_gitops_npm() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" name="" dashes="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      run | run-script) ;;
      --) dashes=yes; break ;;
      -*) ;;
      *) [ -z "$name" ] && name="\${COMP_WORDS[i]}" ;;
    esac
  done
  if [ -z "$dashes" ]; then
    if type _npm_completion >/dev/null 2>&1; then _npm_completion "$@"
    elif [ -z "$name" ] && [ "$COMP_CWORD" -gt 1 ]; then ${words(commands.map(({ name }) => name))}; fi
    return
  fi
  case "$name" in
${cases.join('')}  esac
}
complete -o filenames -o bashdefault -F _gitops_npm npm
`;
}

/** For zsh: the same by way of \`_arguments\`. */
export function zsh(commands: readonly Command[]): string {
  const quote = (text: string) => text.replaceAll("'", "'\\''").replace(/[[\]:]/g, '\\$&');
  const cases = commands.map(({ name, flags, operands = [] }) => {
    const specs = Object.entries(flags).map(([flag, definition]) => {
      const of = valuesOf(flag, definition);
      const action = of.kind === 'words' ? `(${of.words.join(' ')})` : of.kind === 'file' ? '_files' : of.kind === 'folder' ? '_files -/' : of.kind === 'clusters' ? '_files -/ -W clusters' : ' ';
      return `        '${definition.many === true ? '*' : ''}--${flag}[${quote(definition.help)}]${of.kind === 'none' ? '' : `:${definition.value ?? ''}:${action}`}'`;
    });
    if (operands.length > 0) specs.push(`        '*: :(${operands.join(' ')})'`);
    return `    ${name})\n      _arguments -S \\\n${specs.join(' \\\n')} ;;\n`;
  });
  return `#compdef npm
# zsh completion of npm run ${commands.map(({ name }) => name).join(', ')}
_gitops_npm() {
  local name="" i dashes=0
  for ((i = 2; i < CURRENT; i++)); do
    case "\${words[i]}" in
      run|run-script) ;;
      --) dashes=$i; break ;;
      -*) ;;
      *) [[ -z "$name" ]] && name="\${words[i]}" ;;
    esac
  done
  if (( dashes == 0 )); then
    if (( $+functions[_npm_completion] )); then _npm_completion
    elif [[ -z "$name" ]] && (( CURRENT > 2 )); then compadd ${commands.map(({ name }) => name).join(' ')}; fi
    return
  fi
  shift $((dashes - 1)) words
  (( CURRENT -= dashes - 1 ))
  case "$name" in
${cases.join('')}  esac
}
compdef _gitops_npm npm
`;
}

/** For fish, which takes nothing behind \`--\` for a flag: each flag is a word like any other, and what stands behind it is asked for by the word before. */
export function fish(commands: readonly Command[]): string {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const withValue = [...new Set(commands.flatMap(({ flags }) => Object.entries(flags).flatMap(([flag, { value }]) => (value === undefined ? [] : [`--${flag}`]))))];
  const lines = commands.flatMap(({ name, flags, operands = [] }) => [
    ...operands.map((word) => `complete -c npm -n '__gitops_npm ${name}' -f -a ${quote(word)}`),
    ...Object.entries(flags).flatMap(([flag, definition]) => {
      const of = valuesOf(flag, definition);
      const values = of.kind === 'words' ? `-f -a ${quote(of.words.join(' '))}` : of.kind === 'file' ? '-F' : of.kind === 'folder' ? "-f -a '(__fish_complete_directories)'" : of.kind === 'clusters' ? "-f -a '(ls clusters 2>/dev/null)'" : '-f';
      return [`complete -c npm -n '__gitops_npm ${name}' -f -a --${flag} -d ${quote(definition.help)}`, ...(of.kind === 'none' ? [] : [`complete -c npm -n '__gitops_npm ${name} --${flag}' ${values}`])];
    }),
  ]);
  return `# fish completion of npm run ${commands.map(({ name }) => name).join(', ')}
function __gitops_npm
  set -l words (commandline -opc)
  string match -qr -- "^npm (run|run-script) (.* )?$argv[1] (.* )?--( |\\$)" (string join ' ' -- $words); or return 1
  if set -q argv[2]
    test "$words[-1]" = $argv[2]
  else
    not contains -- $words[-1] ${withValue.join(' ')}
  end
end
${lines.join('\n')}
`;
}
