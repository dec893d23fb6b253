import { fn, FunctionError } from '../../helm/functions/kit.ts';
import type { Value } from '../../helm/template/value.ts';
import { compileText, type Rendered } from '../../helm/text.ts';
import { encodeYaml } from '../../lib/yaml/encode.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** What a template of a ResourceSet may call: Go's own functions, and slim-sprig's that give the same each time (its HermeticTxtFuncMap). */
const functions: ReadonlySet<string> = new Set((
  'and or not eq ne lt le gt ge len index print println printf html js urlquery call slice '
  + 'add add1 adler32sum ago all any append atoi b32dec b32enc b64dec b64enc base biggest cat ceil chunk clean coalesce compact concat contains '
  + 'deepEqual default dict dig dir div duration durationRound empty ext fail first float64 floor fromJson get has hasKey hasPrefix hasSuffix hello '
  + 'indent initial int int64 isAbs join keys kindIs kindOf last list lower max maxf min minf mod mul mustAppend mustChunk mustCompact mustDateModify '
  + 'mustFirst mustFromJson mustHas mustInitial mustLast mustPrepend mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll '
  + 'mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice mustToDate mustToJson mustToPrettyJson mustToRawJson mustUniq mustWithout '
  + 'must_date_modify nindent omit osBase osClean osDir osExt osIsAbs pick pluck plural prepend quote randInt regexFind regexFindAll regexMatch '
  + 'regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit repeat replace rest reverse round seq set sha1sum sha256sum sortAlpha split '
  + 'splitList splitn squote sub substr ternary title toDate toDecimal toJson toPrettyJson toRawJson toString toStrings trim trimAll trimPrefix '
  + 'trimSuffix trimall trunc tuple typeIs typeIsLike typeOf uniq unixEpoch unset until untilStep upper urlJoin urlParse values without'
).split(' '));

const dump = fn('a', ([value]) => encodeYaml(value as Json));

/** flux-operator's own functions, but for `inputs`. */
const own = { slugify: fn('s', ([value]) => slugify(String(value))), toYaml: dump, mustToYaml: dump, fail: fn('s', ([message]) => { throw new FunctionError(String(message)); }) };
const ownNames = new Set(['inputs', ...Object.keys(own)]);

/** A template of a ResourceSet, for each of its sets of inputs (flux-operator internal/builder/resourceset.go newTemplate). */
export function compileTemplate(source: string): (inputs: JsonObject) => Rendered {
  const render = compileText('resourceset', withBraces(source), functions, ownNames);
  return (inputs) => render({ ...own, inputs: fn('', () => asGo(inputs)) });
}

/** `<< >>` as the delimiters that the engine knows. Braces of the text are written by an action, as they would begin one. */
function withBraces(source: string): string {
  let out = '';
  for (let at = 0; ;) {
    const open = source.indexOf('<<', at);
    out += source.slice(at, open < 0 ? undefined : open).replaceAll('{{', '{{"{{"}}');
    if (open < 0) return out;
    const end = actionEnd(source, open + 2);
    if (end === undefined) return `${out}{{${source.slice(open + 2)}`;
    out += `{{${source.slice(open + 2, end)}}}`;
    at = end + 2;
  }
}

/** Where the `>>` of an action stands, behind its strings and comments. */
function actionEnd(source: string, start: number): number | undefined {
  const parts = /"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*'|\/\*[^]*?\*\/|>>/g;
  parts.lastIndex = start;
  for (let part = parts.exec(source); part !== null; part = parts.exec(source)) if (part[0] === '>>') return part.index;
  return undefined;
}

/** Numbers of inputs are read from JSON, so each is a float64. */
function asGo(value: Json): Value {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(asGo);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asGo(item)]));
}

/** github.com/gosimple/slug with at most 63 characters, cut between words. Letters of other scripts, which it spells in Latin ones, are refused. */
export function slugify(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('&', 'and').replaceAll('@', 'at').replace(/ß/g, 'ss').replace(/[æÆ]/g, 'ae').replace(/[øØ]/g, 'o').replace(/[đĐ]/g, 'd').replace(/[łŁ]/g, 'l');
  const foreign = /(?![\x00-\x7f])\p{L}/u.exec(plain)?.[0];
  if (foreign !== undefined) throw new FunctionError(`"${foreign}" is not spelt in Latin letters by this tool`);
  const slug = plain.trim().toLowerCase().replace(/['’]/g, '').replace(/[^a-z0-9_-]+/g, '-').replace(/-{2,}/g, '-').replace(/^[-_]+|[-_]+$/g, '');
  if (slug.length <= 63) return slug;
  const cut = slug.slice(0, 64).lastIndexOf('-');
  return cut > 0 ? slug.slice(0, cut) : slug.slice(0, 63);
}
