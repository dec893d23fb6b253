/** The lines that a change adds to a file and takes from it, by number, with their text. */
export interface ChangedFile {
  readonly path: string;
  /** The name in base, where it is another. */
  readonly oldPath?: string;
  readonly added: ReadonlyMap<number, string>;
  readonly removed: ReadonlyMap<number, string>;
}

/**
 * Reads a unified diff as git writes it; of other files than the ones wanted, nothing is kept, so that a diff of any size costs
 * one pass. Keys are names in head, and in base for files that are removed.
 */
export function changedLines(diff: string, wanted: ReadonlySet<string>): Map<string, ChangedFile> {
  const files = new Map<string, ChangedFile>();
  let file: { path: string; oldPath?: string; added: Map<number, string>; removed: Map<number, string> } | undefined;
  let oldName = '';
  let oldLine = 0;
  let newLine = 0;
  // Lines of the hunk that are still to come: inside it, `--- x` is a removed line and no header.
  let oldLeft = 0;
  let newLeft = 0;
  for (let start = 0; start < diff.length;) {
    const next = diff.indexOf('\n', start);
    const end = next < 0 ? diff.length : next;
    const sign = diff[start];
    if (oldLeft > 0 || newLeft > 0) {
      if (sign === '+') {
        file?.added.set(newLine, diff.slice(start + 1, end));
        newLine++;
        newLeft--;
      } else if (sign === '-') {
        file?.removed.set(oldLine, diff.slice(start + 1, end));
        oldLine++;
        oldLeft--;
      } else if (sign !== '\\') {
        oldLine++;
        newLine++;
        oldLeft--;
        newLeft--;
      }
    } else if (diff.startsWith('--- ', start)) {
      oldName = name(diff.slice(start + 4, end));
    } else if (diff.startsWith('+++ ', start)) {
      const newName = name(diff.slice(start + 4, end));
      const path = newName === '' ? oldName : newName;
      file = wanted.has(path) || wanted.has(oldName) ? { path, ...(oldName !== '' && oldName !== path && { oldPath: oldName }), added: new Map(), removed: new Map() } : undefined;
      if (file !== undefined) {
        files.set(path, file);
        if (oldName !== '' && !files.has(oldName)) files.set(oldName, file);
      }
    } else if (sign === '@') {
      const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(diff.slice(start, Math.min(end, start + 100)));
      if (hunk !== null) [oldLine, oldLeft, newLine, newLeft] = [Number(hunk[1]), Number(hunk[2] ?? 1), Number(hunk[3]), Number(hunk[4] ?? 1)];
    }
    start = end + 1;
  }
  return files;
}

/** `b/apps/web.yaml`, quoted and with octal bytes where git finds the name unusual; '' for /dev/null. */
function name(written: string): string {
  const text = written.replace(/[\t\r]+$/, '');
  const plain = text.startsWith('"') ? unquote(text) : text;
  return plain === '/dev/null' ? '' : plain.replace(/^[ab]\//, '');
}

function unquote(text: string): string {
  const bytes: number[] = [];
  const escapes: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };
  for (const [, octal, escaped, plain] of text.slice(1, text.lastIndexOf('"')).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gsu)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (escaped !== undefined) bytes.push(...(escapes[escaped] === undefined ? Buffer.from(escaped) : [escapes[escaped]]));
    else bytes.push(...Buffer.from(plain ?? ''));
  }
  return Buffer.from(bytes).toString();
}
