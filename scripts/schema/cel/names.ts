const escapes: Readonly<Record<string, string>> = { __underscores__: '__', __dot__: '.', __dash__: '-', __slash__: '/' };

/** Undoes how Kubernetes escapes properties that are no CEL identifiers (`__dash__`, `__namespace__`): apiserver pkg/cel/escaping.go */
export function unescapeName(text: string): string {
  if (!text.includes('__')) return text;
  const word = /^__(true|false|null|in|as|break|const|continue|else|for|function|if|import|let|loop|package|namespace|return|var|void|while)__$/.exec(text);
  return word !== null ? word[1]! : text.replace(/__(?:underscores|dot|dash|slash)__/g, (found) => escapes[found]!);
}
