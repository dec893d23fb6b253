import type { Flag } from '../lib/flags.ts';

export interface Command {
  /** `validate`, of `npm run validate --`. */
  readonly name: string;
  readonly flags: Readonly<Record<string, Flag>>;
}

/** What may stand behind a flag: one of some words, a path, or anything. */
function valuesOf(name: string, { value, choices }: Flag): { readonly kind: 'words'; readonly words: readonly string[] } | { readonly kind: 'file' | 'folder' | 'clusters' | 'any' | 'none' } {
  if (value === undefined) return { kind: 'none' };
  if (choices !== undefined) return { kind: 'words', words: choices };
  if (name === 'cluster') return { kind: 'clusters' };
  return { kind: value === 'FILE' ? 'file' : value === 'DIR' ? 'folder' : 'any' };
}

/** Names of folders are never expanded: a repository may call one `$(…)`. For bash: completes behind `npm run <command> --`, and leaves the rest to npm's own completion where that is loaded. */
export function bash(commands: readonly Command[]): string {
  const cases = commands.map(({ name, flags }) => {
    const values = Object.entries(flags).flatMap(([flag, definition]) => {
      const of = valuesOf(flag, definition);
      const reply = of.kind === 'words' ? `$(compgen -W '${of.words.join(' ')}' -- "$word")` : of.kind === 'file' ? '$(compgen -f -- "$word")' : of.kind === 'folder' ? '$(compgen -d -- "$word")' : '';
      return of.kind === 'none' ? [] : [`        --${flag}) ${of.kind === 'clusters' ? '_gitops_clusters' : `COMPREPLY=(${reply})`}; return ;;\n`];
    });
    return `    ${name})\n      case "$before" in\n${values.join('')}      esac\n      COMPREPLY=($(compgen -W '${Object.keys(flags).map((flag) => `--${flag}`).join(' ')}' -- "$word")) ;;\n`;
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
    type _npm_completion >/dev/null 2>&1 && _npm_completion "$@"
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
  const cases = commands.map(({ name, flags }) => {
    const specs = Object.entries(flags).map(([flag, definition]) => {
      const of = valuesOf(flag, definition);
      const action = of.kind === 'words' ? `(${of.words.join(' ')})` : of.kind === 'file' ? '_files' : of.kind === 'folder' ? '_files -/' : of.kind === 'clusters' ? '_files -/ -W clusters' : ' ';
      return `        '${definition.many === true ? '*' : ''}--${flag}[${quote(definition.help)}]${of.kind === 'none' ? '' : `:${definition.value ?? ''}:${action}`}'`;
    });
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
    (( $+functions[_npm_completion] )) && _npm_completion
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

/** For fish: a line for each flag, asked only behind \`npm run <command> --\`. */
export function fish(commands: readonly Command[]): string {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap(({ name, flags }) => Object.entries(flags).map(([flag, definition]) => {
    const of = valuesOf(flag, definition);
    const values = of.kind === 'words' ? ` -x -a ${quote(of.words.join(' '))}` : of.kind === 'file' ? ' -r -F' : of.kind === 'folder' ? " -x -a '(__fish_complete_directories)'" : of.kind === 'clusters' ? " -x -a '(ls clusters 2>/dev/null)'" : of.kind === 'any' ? ' -x' : '';
    return `complete -c npm -n '__gitops_npm ${name}' -l ${flag}${values} -d ${quote(definition.help)}`;
  }));
  return `# fish completion of npm run ${commands.map(({ name }) => name).join(', ')}
function __gitops_npm
  set -l words (commandline -opc)
  string match -qr -- "^npm (run|run-script) (.* )?$argv[1] (.* )?--( |\\$)" (string join ' ' -- $words)
end
${lines.join('\n')}
`;
}
