import { systemClock, type FailPoint } from '@datagenflow/contracts';
import type { RuntimeConfig } from '../config.js';
import { createFailPoint } from './create-fail-point.js';

/** What happens at the boundaries of this process: nothing, unless a drill planned something. */
export function failPointOf({ failPlan }: Pick<RuntimeConfig, 'failPlan'>): FailPoint {
  return createFailPoint(failPlan, systemClock);
}
