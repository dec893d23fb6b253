import type { Finding } from '../model/finding.ts';

/**
 * Names a finding by what it says: `cluster rule object pointer message`, the file in place of an object where there is none.
 * Lines and columns are left out, of the message as well, so that moving text makes no new finding.
 */
export function findingKey({ cluster, rule, object, place, pointer, message }: Finding): string {
  const named = object === undefined ? (place?.file ?? '-') : `${object.kind}/${object.namespace}/${object.name}`;
  return [cluster ?? '-', rule, named, pointer || '-', message.replace(/(\.(?:ya?ml|json|tpl|txt|env|toml)):\d+(?::\d+)?/g, '$1').replace(/\bline \d+(?:, column \d+)?/g, 'line')].join(' ');
}
