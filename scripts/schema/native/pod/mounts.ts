import { checkEnum } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { localDescendingPath } from '../kit/paths.ts';

/** Volumes by name, as far as they are valid: mounts of others are reported too, as the server does. */
export type Volumes = ReadonlyMap<string, Node>;

/** Upstream: pkg/apis/core/validation/validation.go ValidateVolumeMounts. */
export function checkMounts(mounts: Node, devices: Node, volumes: Volumes, privileged: boolean): void {
  const deviceNames = new Set(devices.items().map((device) => device.get('name').str));
  const devicePaths = new Set(devices.items().map((device) => device.get('devicePath').str));
  const paths = new Set<string>();
  for (const mount of mounts.items()) {
    const [name, path] = [mount.get('name'), mount.get('mountPath')];
    if (name.str === '') name.required();
    if (!volumes.has(name.str)) name.notFound(name.str);
    if (path.str === '') path.required();
    if (paths.has(path.str)) path.invalid('must be unique among the mounts', path.str);
    paths.add(path.str);
    if (deviceNames.has(name.str)) name.invalid('is a volume device already');
    if (devicePaths.has(path.str)) path.invalid("is a volume device's path already");
    const [subPath, expression] = [mount.get('subPath'), mount.get('subPathExpr')];
    if (subPath.str !== '') localDescendingPath(subPath.named(mounts.as('subPath')));
    if (expression.str !== '') {
      if (subPath.str !== '') expression.invalid('may not stand beside subPath');
      localDescendingPath(expression.named(mounts.as('subPathExpr')));
    }
    checkPropagation(mount.get('mountPropagation').named(mounts.as('mountPropagation')), privileged);
    checkRecursive(mount, mount.get('recursiveReadOnly').named(mounts.as('recursiveReadOnly')));
  }
}
function checkPropagation(node: Node, privileged: boolean): void {
  if (!node.present) return;
  checkEnum(node, ['Bidirectional', 'HostToContainer', 'None']);
  if (node.str === 'Bidirectional' && !privileged) node.forbidden('Bidirectional is for privileged containers only');
}
function checkRecursive(mount: Node, node: Node): void {
  if (!node.present || node.str === 'Disabled') return;
  if (!checkEnum(node, ['Disabled', 'Enabled', 'IfPossible'])) return;
  if (!mount.get('readOnly').bool) node.forbidden('may only be given when readOnly is true');
  if (mount.has('mountPropagation') && mount.get('mountPropagation').str !== 'None') node.forbidden('may only be given when mountPropagation is None or absent');
}

/** Upstream: ValidateVolumeDevices. */
export function checkDevices(devices: Node, mounts: Node, volumes: Volumes): void {
  const mountNames = new Set(mounts.items().map((mount) => mount.get('name').str));
  const mountPaths = new Set(mounts.items().map((mount) => mount.get('mountPath').str));
  const [names, paths] = [new Set<string>(), new Set<string>()];
  for (const device of devices.items()) {
    const [name, path] = [device.get('name'), device.get('devicePath')];
    const volume = volumes.get(name.str);
    if (name.str === '') name.required();
    if (names.has(name.str)) name.invalid('must be unique among the devices');
    if (volume === undefined) name.notFound(name.str);
    else if (!volume.has('persistentVolumeClaim') && !volume.has('ephemeral')) name.invalid('must be a volume of a persistentVolumeClaim or ephemeral to be a device');
    if (path.str === '') path.required();
    if (paths.has(path.str)) path.invalid('must be unique among the devices', path.str);
    if (path.str.split('/').includes('..')) path.invalid("must not contain '..'");
    else paths.add(path.str);
    if (mountNames.has(name.str)) name.invalid('is mounted already');
    if (mountPaths.has(path.str)) path.invalid("is a mount's path already", path.str);
    if (name.str !== '') names.add(name.str);
  }
}
