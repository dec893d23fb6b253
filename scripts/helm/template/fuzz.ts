import fc from 'fast-check';
import { functionNames } from '../functions/index.ts';
import type { JsonObject } from '../../model/json.ts';
import type { EngineResult } from '../render/engine.ts';
import { renderTemplate } from './testing.ts';

const heavy = /^(?:gen|buildCustom|derivePassword|bcrypt|htpasswd|until|seq|repeat)/;
const names = [...functionNames].filter((name) => !heavy.test(name));

/** Pieces that fit together often enough to reach the functions, and badly enough to reach their errors. */
const piece = fc.oneof(
  fc.constantFrom(...names), fc.constantFrom('.', '$', '.Values', '.Values.a.b', '.Values.constructor', '.Values.__proto__', '$x', 'nil', '1', '-2', '1.5', '"a"', '"%d"', '`[`', "'c'", '(', ')', '|', ':=', '=', ','),
  fc.constantFrom('{{', '}}', '{{- ', ' -}}', 'if', 'else', 'end', 'range', 'with', 'define "x"', 'template "x"', 'block "x"', 'break', 'continue', '/*', '*/', '\n', 'text: '),
);
const action = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => `{{ ${pieces.join(' ')} }}`);

/** Texts that are templates, nearly so, or not at all. */
export const template = fc.oneof(fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(' ')), fc.array(action, { maxLength: 4 }).map((actions) => actions.join('')), fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `{{${text}}}`));

/** What the engine makes of one template over values with names such as `__proto__`. */
export function render(text: string, trackOrigin = false): EngineResult {
  const values = JSON.parse('{"a":{"b":[1,"x",null,{"c":true}]},"__proto__":{"polluted":1},"constructor":"c","text":"t"}') as JsonObject;
  return renderTemplate(text, values, { trackOrigin, now: 0 });
}
