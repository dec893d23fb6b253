/** One document of a text that holds several, with the offset at which it starts. */
export interface TextDocument {
  readonly text: string;
  readonly offset: number;
}

/**
 * Splits before parsing, as kubectl, Flux and the API machinery do (k8s.io/apimachinery YAMLReader): a line of `---`,
 * with nothing but white space or a comment behind it, separates; documents without content are left out.
 */
export function splitDocuments(text: string): TextDocument[] {
  const documents: TextDocument[] = [];
  const add = (from: number, to: number): void => {
    if (/\S/.test(text.slice(from, to))) documents.push({ text: text.slice(from, to), offset: from });
  };
  let start = 0;
  for (const match of text.matchAll(/^---[^\S\n]*(?:#[^\n]*)?(?:\n|$)/gm)) {
    add(start, match.index);
    start = match.index + match[0].length;
  }
  add(start, text.length);
  return documents;
}
