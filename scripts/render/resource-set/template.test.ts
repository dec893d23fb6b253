import { expect, it } from 'vitest';
import { encodeYaml } from '../../lib/yaml/encode.ts';
import { compileTemplate, slugify } from './template.ts';

const inputs = { tenant: 'Team A', port: 8080, big: 1234567, on: true, list: ['a', 'b'], map: { x: 1, y: { z: 'q' } } };

/** What Go's text/template with slim-sprig makes of each, with the delimiters and options of flux-operator. */
it.each([
  ['a {{ .Values.x }} << inputs.port >> {{- foo -}} b', 'a {{ .Values.x }} 8080 {{- foo -}} b'],
  [' {{ x }}  <<- inputs.port ->>  {{ y }}', ' {{ x }}8080{{ y }}'],
  ['{{"{{"}} {{ << inputs.port >> }}', '{{"{{"}} {{ 8080 }}'],
  ['<< "a >> b" >><</* >> */>>', 'a >> b'],
  ['<< inputs.big >> << inputs.on >>', '1.234567e+06 true'],
  ['<< range $i, $v := inputs.list >><< $i >>=<< $v >>;<< end >>', '0=a;1=b;'],
  ['<< inputs.map | toYaml >>', 'x: 1\n"y":\n  z: q\n'],
  ['<< inputs.tenant | lower | replace " " "-" >>', 'team-a'],
  ['<< get inputs "nope" >>|', '|'],
])('%j', (template, text) => {
  expect(compileTemplate(template)(inputs)).toEqual({ ok: true, text });
});

it.each([
  ['<< inputs.nope >>', 'template: resourceset:1:3: executing "resourceset" at <inputs>: map has no entry for key "nope"'],
  ['<< inputs.nope | default "x" >>', 'template: resourceset:1:3: executing "resourceset" at <inputs>: map has no entry for key "nope"'],
  ['<< env "HOME" >>', 'template: resourceset:1: function "env" not defined'],
  ['<< include "x" . >>', 'template: resourceset:1: function "include" not defined'],
  ['<< now >>', 'template: resourceset:1: function "now" not defined'],
  ['<< fail "no tenant" >>', 'template: resourceset:1:3: executing "resourceset" at <fail "no tenant">: error calling fail: no tenant'],
  ['<< slugify "日本" >>', 'template: resourceset:1:3: executing "resourceset" at <slugify "日本">: error calling slugify: "日" is not spelt in Latin letters by this tool'],
  ['<< inputs.tenant', 'template: resourceset:1: unclosed action'],
  ['<< range until 100000000 >><< range until 100000000 >>x<< end >><< end >>', 'a list of more than 1 million items is made'],
])('%j is refused', (template, error) => {
  expect(compileTemplate(template)(inputs)).toEqual({ ok: false, error });
});

it('templates of objects are dumped before they run', () => {
  const template = { data: { quoted: "it's << inputs.tenant | quote >>", colon: 'x: << inputs.tenant >>' } };
  expect(compileTemplate(encodeYaml(template))(inputs)).toEqual({ ok: true, text: 'data:\n  colon: \'x: Team A\'\n  quoted: it\'s "Team A"\n' });
});

it('slugs', () => {
  expect(['Team A', ' feat/Über & co_x ', 'it’s', '--a--', `${'word '.repeat(20)}`, 'x'.repeat(70)].map(slugify)).toEqual([
    'team-a', 'feat-uber-and-co_x', 'its', 'a', 'word-word-word-word-word-word-word-word-word-word-word-word', 'x'.repeat(63),
  ]);
});
