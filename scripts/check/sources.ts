import { originInFile } from '../lib/source-origin.ts';
import { parseYaml } from '../lib/yaml/index.ts';
import type { Hit, SourceRule } from '../model/rule.ts';
import { draft, type Draft } from './draft.ts';

/** A file as it is written. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Remembers what was found in the file before. */
  readonly about?: <T>(question: string, make: () => T) => T;
}

/** Runs one rule over the files that it looks at. Where it throws, that is found, and the other files are looked at. */
export function runSourceRule(id: string, rule: SourceRule, sources: Iterable<Source>, isForeign?: boolean): Draft[] {
  return [...sources].flatMap((source): Draft[] => {
    const found: Draft[] = [];
    const look = () => {
      for (const hit of rule.checkSource(source.text, source.file)) found.push(fromSourceHit(id, hit, source));
      return found;
    };
    try {
      return source.about === undefined || isForeign === true ? look() : source.about(`rule ${id}`, look);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return [...found, draft('internal/rule-crashed', `rule ${id} crashed on ${source.file}: ${reason}; nothing is known of what it would have found`, { place: { file: source.file, line: 1, column: 1 } })];
    }
  });
}

function fromSourceHit(rule: string, { message, pointer = '', part, help, fix }: Hit, { file, text }: Source): Draft {
  const root = parseYaml(text, file).documents[0]?.root;
  const originOf = (at: string, of?: string) => (root === undefined ? { steps: [{ kind: 'resource' as const, place: { file, line: 1, column: 1 } }], certainty: 'file' as const } : originInFile(root)(at, of));
  const place = originOf(pointer, part).steps[0]?.place;
  return draft(rule, message, {
    pointer,
    ...(place !== undefined && { place }),
    ...(help !== undefined && { help }),
    ...(fix !== undefined && { mends: fix.map((change) => ({ change: { ...change, pointer: change.pointer ?? pointer }, origin: originOf(change.pointer ?? pointer) })) }),
  });
}
