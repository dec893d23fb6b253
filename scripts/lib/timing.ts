/** Told how long a stage took, in milliseconds; the same stage may come several times. */
export type OnStage = (stage: string, ms: number) => void;

/** Does some work and tells how long it took; of a promise until it is settled. */
export function timed<T>(onStage: OnStage | undefined, stage: string, work: () => T): T {
  if (onStage === undefined) return work();
  const started = performance.now();
  const done = () => onStage(stage, performance.now() - started);
  const result = work();
  if (result instanceof Promise) return result.finally(done) as T;
  done();
  return result;
}
