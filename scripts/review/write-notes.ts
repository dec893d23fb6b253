import { count } from '../lib/count.ts';
import type { Finding } from '../model/finding.ts';
import { Refused } from './api.ts';
import { changedLines } from './changed-lines.ts';
import type { Forge, Note, Pull } from './forge.ts';
import { readMarker, type Marker } from './marker.ts';
import { mendedNote, planNotes, topicsOf, type PlannedNote } from './notes.ts';

/** More notes than this would bury the review; the comment has the rest. */
const mostNotes = 40;

export interface NotesInput {
  readonly findings: readonly Finding[];
  readonly clusters: string;
  readonly prefix: string;
  readonly source: (file: string) => string | undefined;
}

/** A note of an earlier run. */
interface Known {
  readonly note: Note;
  readonly marker: Marker;
  readonly about: string;
}

/**
 * Brings the notes of a pull request to what is found now: new ones in one review, those whose finding is gone struck, those that say something else edited, those
 * that stand on a line that is no longer theirs put where it is. Lines for the log say what was done.
 */
export async function writeNotes(forge: Forge, me: string, pull: Pull, { findings, clusters, prefix, source }: NotesInput): Promise<string[]> {
  const diff = await forge.diff().catch((error: unknown) => {
    if (error instanceof Refused && error.status === 413) return undefined;
    throw error;
  });
  if (diff === undefined) return ['no notes on lines: the diff is too large; the comment has what was found'];
  const topics = topicsOf(findings);
  const planned = planNotes(topics, changedLines(diff, new Set(findings.flatMap(({ place }) => (place === undefined ? [] : [`${prefix}${place.file}`])))), { source, clusters, prefix });
  const known = knownNotes(await forge.notes(), me);
  const alive = new Set(topics.map(({ about }) => about));
  const moved = planned.flatMap((plan) => {
    const old = known.get(plan.about) ?? [];
    return old.length > 0 && old.every(({ note, marker }) => isMisplaced(forge, note, plan) && (marker.mended !== true || note.answered !== true)) ? [plan] : [];
  });
  const fresh = planned.filter(({ about }) => !known.has(about));
  const posted = [...moved, ...fresh].slice(0, mostNotes);
  if (posted.length > 0) await forge.addNotes(pull, posted);
  const done = { struck: 0, back: 0, edited: 0 };
  const again = new Set(posted);
  for (const [about, all] of known) {
    const plan = planned.find((one) => one.about === about);
    const rank = ({ note, marker }: Known) => (marker.mended === true ? 2 : plan !== undefined && isMisplaced(forge, note, plan) ? 1 : 0);
    const [first, ...further] = all.sort((a, b) => rank(a) - rank(b));
    if (first === undefined) continue;
    if (plan !== undefined && again.has(plan)) for (const { note } of [first, ...further]) await forge.deleteNote?.(note);
    else if (plan !== undefined) {
      // Two runs at the same time may both have written it.
      for (const { note } of further) if (note.answered !== true) await forge.deleteNote?.(note);
      if (first.marker.mended === true) {
        await restore(forge, first.note, plan);
        done.back++;
      // What a run of other clusters says of the same line is left to it.
      } else if (first.marker.clusters === clusters && first.note.body.replaceAll('\r\n', '\n').trimEnd() !== plan.body.trimEnd()) {
        await forge.editNote(first.note, plan.body);
        done.edited++;
      }
    } else if (!alive.has(about)) {
      for (const { note, marker } of [first, ...further]) {
        if (marker.clusters !== clusters || marker.mended === true) continue;
        await strike(forge, note, clusters, about, pull.head);
        done.struck++;
      }
    }
  }
  const isNew = posted.filter((plan) => !moved.includes(plan)).length;
  const before = planned.length - fresh.length - done.back - done.edited - moved.length;
  const aside = ([[done.back, 'shown again'], [moved.length, 'moved with their lines'], [done.edited, 'edited'], [done.struck, 'struck']] as const).flatMap(([n, what]) => (n > 0 ? [`, ${n} ${what}`] : []));
  const rest = fresh.length + moved.length - posted.length;
  return [
    `${count(isNew, 'new note')} on lines, ${count(before, 'note')} as before${aside.join('')}`,
    ...(rest > 0 ? [`${count(rest, 'further note')} left out: a review has ${mostNotes} at most; the comment tells how many there are`] : []),
  ];
}

/** The notes that this account wrote, by what they are about. */
function knownNotes(notes: readonly Note[], me: string): Map<string, Known[]> {
  const own = notes.filter(({ author }) => author === me).flatMap((note) => {
    const marker = readMarker(note.body);
    return marker?.kind === 'note' && marker.about !== undefined ? [{ note, marker, about: marker.about }] : [];
  });
  return Map.groupBy(own, ({ about }) => about);
}

/** Gitea and Forgejo leave a note at its number when lines come before it. One that somebody has answered stays. */
function isMisplaced({ deleteNote }: Forge, { line, answered }: Note, plan: PlannedNote): boolean {
  return deleteNote !== undefined && answered !== true && line !== undefined && line !== plan.line;
}

async function strike(forge: Forge, note: Note, clusters: string, about: string, commit: string): Promise<void> {
  await forge.editNote(note, mendedNote(clusters, about, note.body, commit));
  if (!note.resolved) await forge.resolve(note, true);
}

async function restore(forge: Forge, note: Note, { body }: PlannedNote): Promise<void> {
  await forge.editNote(note, body);
  if (note.resolved) await forge.resolve(note, false);
}
