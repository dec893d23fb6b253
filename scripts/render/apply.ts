import { object, refOf } from '../lib/object.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Problem } from '../model/problem.ts';
import { admitStaged } from './admission.ts';
import { accountOf } from './lockdown.ts';
import { placeOf } from './origin.ts';
import { forbidden } from './rbac.ts';
import type { Attempt, Run } from './run.ts';
import { surroundings, type Mode, type Simulation } from './simulation.ts';

/** What comes of a unit's objects where it applies them in stages, as the service account that it names (fluxcd/pkg/ssa ApplyAllStaged). */
export function applyStaged(sim: Simulation, run: Run, mode: Mode, wanted: readonly Manifest[], problems: readonly Problem[], succeeded: string): Attempt {
  const { manifest: flux } = run;
  if (mode === 'check') return { done: 'rendered', reason: 'ReconciliationSucceeded', message: succeeded, manifests: wanted, problems };
  const account = accountOf(sim, run);
  const denied = account === undefined ? undefined : forbidden(sim, account, wanted);
  if (account !== undefined && denied !== undefined) {
    if (mode === 'play') return { wait: { for: 'admission', reason: 'ReconciliationFailed', message: denied.message } };
    const place = placeOf(flux, '/spec/serviceAccountName');
    const said = `service account ${account.name} may not apply all of this: ${denied.message}`;
    return { done: 'failed', reason: 'ReconciliationFailed', message: denied.message, manifests: wanted, refused: wanted, problems: [...problems, { code: 'flux/unit-failed', message: said, object: refOf(flux.object), pointer: '/spec/serviceAccountName', ...(place !== undefined && { place }) }] };
  }
  const { manifests, refused, message, passing } = admitStaged(wanted, sim.request.api, sim.state, surroundings(sim), object(flux.object, 'spec')['force'] === true);
  if (message !== undefined && passing === true && mode === 'play') return { wait: { for: 'admission', reason: 'ReconciliationFailed', message } };
  if (message !== undefined) return { done: 'failed', reason: 'ReconciliationFailed', message, manifests, refused, explained: true, problems };
  return { done: 'rendered', reason: 'ReconciliationSucceeded', message: succeeded, manifests, problems };
}
