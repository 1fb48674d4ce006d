import { ConfigError, FAIL_POINTS, type FailPointName } from '@datagenflow/contracts';

const ACTIONS = ['kill', 'throw', 'sleep', 'spin'] as const;

/** What a drill has happen. */
export interface FailPlan {
  point: FailPointName;
  action: (typeof ACTIONS)[number];
  /** The passing at which it happens, from 1. */
  passing: number;
}

/**
 * Reads `FAILPOINT=name:kill|throw|sleep|spin[:n]`, which is for tests: it is refused unless `NODE_ENV`
 * is `test`.
 * @throws ConfigError `setting_invalid`
 */
export function readFailPlan(
  env: Readonly<Record<string, string | undefined>>,
): FailPlan | undefined {
  const text = env['FAILPOINT']?.trim() ?? '';
  if (text === '') return undefined;
  if (env['NODE_ENV'] !== 'test') {
    throw refuse(text, 'FAILPOINT is for tests only and would end this process. Unset it.');
  }
  const [name = '', act = '', count = '1', ...rest] = text.split(':');
  const point = FAIL_POINTS.find((known) => known === name);
  const action = ACTIONS.find((known) => known === act);
  const passing = Number(count);
  const isCount = Number.isSafeInteger(passing) && passing > 0;
  if (point === undefined || action === undefined || !isCount || rest.length > 0) {
    const names = FAIL_POINTS.join(', ');
    throw refuse(text, `FAILPOINT has to be name:kill|throw|sleep|spin[:n]. The names: ${names}.`);
  }
  return { point, action, passing };
}

function refuse(value: string, message: string): ConfigError {
  return new ConfigError(message, {
    code: 'setting_invalid',
    detail: { setting: 'FAILPOINT', value },
  });
}
