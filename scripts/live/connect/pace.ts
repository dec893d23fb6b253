/**
 * Lets at most `many` callers in at once and `perSecond` a second, bursts of a second's worth; first come, first served. The
 * function waits for its turn and gives one that ends it.
 */
export function createPace(perSecond: number, many: number): () => Promise<() => void> {
  const queue: (() => void)[] = [];
  let running = 0;
  let tokens = perSecond;
  let counted = performance.now();
  let timer: NodeJS.Timeout | undefined;

  const next = (): void => {
    const now = performance.now();
    tokens = Math.min(Math.max(1, perSecond), tokens + ((now - counted) / 1000) * perSecond);
    counted = now;
    while (queue.length > 0 && running < many && tokens >= 1) {
      tokens--;
      running++;
      queue.shift()!();
    }
    if (queue.length > 0 && running < many && timer === undefined) {
      timer = setTimeout(() => {
        timer = undefined;
        next();
      }, ((1 - tokens) / perSecond) * 1000);
    }
  };
  return () => new Promise((settle) => {
    queue.push(() => {
      let ended = false;
      settle(() => {
        if (ended) return;
        ended = true;
        running--;
        next();
      });
    });
    next();
  });
}
