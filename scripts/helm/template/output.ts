import { limits, LimitError, work, outOfSteps } from './bounds.ts';
import type { Evaluate, Frame, FunctionEntry, Output, Run, Writer } from './state.ts';
import { spansOf, type Provenance } from './track.ts';
import type { Value } from './value.ts';

/** A call that writes a dump of its argument. */
export interface Dumping {
  readonly argument: Evaluate;
  readonly entry: FunctionEntry;
}

/** Appends a text to what a run writes, with the origins of its parts. */
export function write({ out, state }: Frame, text: string, from: Provenance | undefined, by: Writer): void {
  if (text === '') return;
  if (out.dump !== undefined) {
    if (isBreaks(text)) {
      out.text += text;
      return;
    }
    settle(out);
  }
  state.written += text.length;
  if (state.written > limits.output) throw new LimitError(`the release renders to more than ${limits.output / 1e6} million characters`);
  if (state.track !== undefined) note(out, text, from, by);
  out.text += text;
}

/** Tells of each part of a text that is about to be appended what made it. */
function note({ text: before, spans }: Output, text: string, from: Provenance | undefined, { template, source, at }: Writer): void {
  const base = before.length;
  let covered = 0;
  for (const span of spansOf(text, from)) {
    if (span.start > covered) spans.push({ start: base + covered, end: base + span.start, exact: true, template, source, at });
    spans.push({ ...span, start: base + span.start, end: base + span.end, ...(span.at === undefined && { template, source, at }) });
    covered = Math.max(covered, span.end);
  }
  if (covered < text.length) spans.push({ start: base + covered, end: base + text.length, exact: true, template, source, at });
}

/** Writes what a function dumps; where the text is only read again, what reading gives is kept in its place. */
export function writeDump(evaluate: Evaluate, { argument, entry }: Dumping, by: Writer): Run {
  const print = (frame: Frame, value: Value, from: Provenance | undefined): void => {
    const text = entry.call([value], frame.state) as string;
    write(frame, text, frame.state.track === undefined ? undefined : entry.trace?.([value], [from], text, frame.state), by);
  };
  return (frame) => {
    const { state, out } = frame;
    if (++work.steps > limits.steps) outOfSteps();
    if (!out.wantsRead || out.dump !== undefined || !isBreaks(out.text)) return write(frame, evaluate(frame) as string, state.from, by);
    const value = argument(frame);
    const { from } = state;
    const read = entry.dump?.(value, state, by);
    if (read === undefined) return print(frame, value, from);
    out.dump = { read, offset: out.text.length, print: (kept) => print(frame, kept, undefined) };
  };
}

/** Writes the text of a dump that cannot stand for all of its output. */
function settle(out: Output): void {
  if (out.dump === undefined) return;
  const { read, offset, print } = out.dump;
  const after = out.text.slice(offset);
  out.dump = undefined;
  out.text = out.text.slice(0, offset);
  print(read);
  out.text += after;
}

function isBreaks(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== 10) return false;
  return true;
}
