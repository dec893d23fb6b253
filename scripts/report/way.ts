import type { OriginStep } from '../model/origin.ts';

/** One step on the way from a field back to git, for a reader: `template app/templates/service.yaml line 12`, or `template charts/app/templates/service.yaml:12`. */
export function stepText({ kind, name, place, detail }: OriginStep): string {
  const said = place !== undefined && detail === `line ${place.line}` ? undefined : detail;
  const called = name !== undefined && place?.file.endsWith(`/${name}`) === true ? undefined : name;
  return [kind === 'chartDefault' ? 'chart default' : kind, called, said, place === undefined ? undefined : `${place.file}:${place.line}`].filter((part) => part !== undefined).join(' ');
}
