import { limits, outOfSteps, spend, work } from './bounds.ts';
import { fail, lastEvaluated } from './failures.ts';
import { neverSet, type Node } from './parse.ts';
import type { Evaluate, Run, Unit } from './state.ts';
import type { Provenance } from './track.ts';
import { GoInt, GoObject, isMap, printValue, sortedKeys, type Value } from './value.ts';

/** What `break` and `continue` throw. */
export const breakLoop = new (class Break {})();
export const continueLoop = new (class Continue {})();

/** A `range` whose parts are compiled (exec.go walkRange). */
export function compileRange({ definition }: Unit, { pipe }: Extract<Node, { type: 'range' }>, evaluate: Evaluate, body: Run, otherwise: Run): Run {
  const { declare } = pipe;
  const keySlot = declare.length === 2 ? declare[0] : undefined;
  const valueSlot = declare.length === 2 ? declare[1] : declare[0];
  const last = lastEvaluated(pipe);
  return (frame) => {
    const { state, slots, froms, dot, dotFrom } = frame;
    if (++work.steps > limits.steps) outOfSteps();
    const evaluated = evaluate(frame);
    if (pipe.assign) {
      if (declare.includes(neverSet)) fail(definition, `undefined variable: ${pipe.names[0]}`, last);
      // before the first round they hold what is ranged over
      for (const slot of declare) slots[slot] = evaluated;
    }
    const over = evaluated instanceof GoObject && evaluated.items !== undefined ? evaluated.items : evaluated;
    const { track, from: overFrom } = state;
    const round = (key: Value, value: Value, from: Provenance | undefined): boolean => {
      if (++work.steps > limits.steps) outOfSteps();
      if (keySlot !== undefined) slots[keySlot] = key;
      if (valueSlot !== undefined) {
        slots[valueSlot] = value;
        if (track !== undefined) froms[valueSlot] = from;
      }
      frame.dot = value;
      frame.dotFrom = from;
      try {
        body(frame);
      } catch (thrown) {
        if (thrown === breakLoop) return false;
        if (thrown !== continueLoop) throw thrown;
      }
      return true;
    };
    let isEmpty = true;
    if (Array.isArray(over)) {
      track?.readAll(over);
      for (let index = 0; index < over.length; index++) {
        isEmpty = false;
        if (!round(keySlot === undefined ? null : BigInt(index), over[index] as Value, track?.child(over, index))) break;
      }
    } else if (isMap(over)) {
      track?.readAll(over);
      const keys = sortedKeys(over);
      // to be sure of the order all of them are looked at
      if (keys.length > 200) spend(keys.length);
      for (let i = 0; i < keys.length; i++) {
        isEmpty = false;
        const key = keys[i] as string;
        if (!round(key, over[key] as Value, track?.child(over, key))) break;
      }
    } else if (typeof over === 'bigint' || over instanceof GoInt) {
      if (keySlot !== undefined) fail(definition, `can't use ${printValue(over)} to iterate over more than one variable`, last);
      const end = typeof over === 'bigint' ? over : over.value;
      for (let i = 0n; i < end; i++) {
        isEmpty = false;
        if (!round(i, typeof over === 'bigint' ? i : new GoInt(i, over.typeName), overFrom)) break;
      }
    } else if (over !== null && over !== undefined) {
      fail(definition, `range can't iterate over ${printValue(over)}`, last);
    }
    frame.dot = dot;
    frame.dotFrom = dotFrom;
    if (isEmpty) otherwise(frame);
  };
}
