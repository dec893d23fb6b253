import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type Server } from '../live/testing/server.ts';
import { sealingAgrees } from '../live/testing/sealing.ts';
import { findBinary } from '../lib/find-binary.ts';
import { access } from './live/access.ts';
import { bootstrap } from './live/bootstrap.ts';
import { againstFlux } from './live/fleet.ts';
import { many } from './live/many.ts';
import { sealed } from './live/sealed.ts';
import { semantics } from './live/semantics.ts';
import { againstServer } from './live/server.ts';
import { openSuite, shared } from './live/suite.ts';
import { troubles } from './live/troubles.ts';
import { verdict } from './live/verdict.ts';

/**
 * `npm run test:live`: the commands against a real API server, sealing against the real kubeseal, and this repository reconciled by the
 * real controllers of Flux. What is not installed is skipped and said. `-- server`, `-- seal`, `-- fleet` … runs one part.
 */
const suite = openSuite();
const parts = process.argv.slice(2);
/** Takes minutes: only where it is named. */
const long = new Set(['many']);
const wants = (part: string): boolean => parts.includes(part) || (parts.length === 0 && !long.has(part));

const [etcd, apiserver, kubeseal] = [findBinary('etcd'), findBinary('kube-apiserver'), findBinary('kubeseal')];
/** Each with a server of its own, so that none finds what another left. */
const onServers: Readonly<Record<string, (server: Server) => Promise<void>>> = {
  server: (server) => againstServer(suite, server),
  bootstrap: (server) => bootstrap(suite, server),
  verdict: (server) => verdict(suite, server),
  troubles: (server) => troubles(suite, server),
  many: (server) => many(suite, server),
};
for (const [name, run] of Object.entries(onServers).filter(([part]) => wants(part))) {
  if (etcd === undefined || apiserver === undefined) suite.skip(`${name}: etcd and kube-apiserver are not in KUBEBUILDER_ASSETS, $ORACLES/bin or PATH, so nothing was asked of a real API server`);
  else {
    const server = await startServer({ etcd, apiserver });
    await run(server).finally(() => server.stop());
  }
}
if (wants('access')) {
  if (etcd === undefined || apiserver === undefined) suite.skip('access: etcd and kube-apiserver are not in KUBEBUILDER_ASSETS, $ORACLES/bin or PATH');
  else await access(suite, { etcd, apiserver });
}
if (wants('seal')) {
  if (kubeseal === undefined) suite.skip('kubeseal is not in $ORACLES/bin or PATH, so sealing was not compared with it');
  else for (const [what, actual, expected] of await sealingAgrees(kubeseal)) suite.check(what, actual, expected);
  const controller = findBinary('sealed-secrets-controller');
  if (controller === undefined || kubeseal === undefined || etcd === undefined || apiserver === undefined) suite.skip('sealed-secrets-controller (with kubeseal, etcd and kube-apiserver) is not in $ORACLES/bin or PATH, so it opened nothing');
  else {
    const server = await startServer({ etcd, apiserver });
    await sealed(suite, server, { controller, kubeseal }).finally(() => server.stop());
  }
}
if (wants('fleet') || wants('semantics')) {
  const controller = findBinary('kustomize-controller');
  const charts = process.env['ORACLES'] === undefined ? undefined : join(process.env['ORACLES'], 'charts');
  const missing = [...(controller === undefined ? ['the controllers of Flux ($ORACLES/flux-live/bin)'] : []), ...(charts === undefined || !existsSync(charts) || readdirSync(charts).length === 0 ? ['packaged charts ($ORACLES/charts)'] : []), ...(existsSync(join(shared, 'flux-live')) ? [] : ['../shared/flux-live']), ...['docker-registry', 'kubectl', 'python3'].filter((name) => findBinary(name) === undefined)];
  if (missing.length > 0) suite.skip(`the end-to-end test needs ${missing.join(', ')}`);
  else {
    if (wants('semantics')) await semantics(suite, join(controller!, '..'), charts!);
    if (wants('fleet')) await againstFlux(suite, join(controller!, '..'), charts!);
  }
}
if (parts.length === 0) suite.skip('50,000 objects in a cluster, which takes minutes: npm run test:live -- many');
console.log(suite.failed() === 0 ? '\nall of it holds' : `\n${suite.failed()} failed`);
process.exitCode = suite.failed() === 0 ? 0 : 1;
