import type { Clock, FailPoint } from '@datagenflow/contracts';
import type { FailPlan } from './read-fail-plan.js';

const SLEEP_MS = 1_000;

/** Carries a plan out in this process; without one nothing ever happens. */
export function createFailPoint(
  plan: FailPlan | undefined,
  clock: Clock,
  kill: () => void = killThisProcess,
): FailPoint {
  let passings = 0;
  return async (name) => {
    if (name !== plan?.point) return;
    passings += 1;
    if (passings !== plan.passing) return;
    switch (plan.action) {
      case 'kill':
        return kill();
      case 'throw':
        throw new Error(`Thrown at the fail point ${name}`);
      case 'sleep':
        return clock.sleep(SLEEP_MS);
      case 'spin':
        return spin();
    }
  };
}

function killThisProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Keeps the thread busy for ever. */
function spin(): never {
  for (;;);
}
