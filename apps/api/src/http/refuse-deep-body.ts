import { ConfigError } from '@datagenflow/contracts';
import type { RequestHandler } from 'express';

/** As for seeds: what is walked recursively later fits the stack. */
const MAX_DEPTH = 500;

/** Refuses a parsed body (422) that is nested more than 500 levels deep. */
export const refuseDeepBody: RequestHandler = ({ body }, _response, next) => {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw tooDeep();
    level = level.filter(isHolder).flatMap((value) => Object.values(value));
  }
  next();
};

function isHolder(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function tooDeep(): ConfigError {
  const message = `is nested more than ${MAX_DEPTH} levels deep`;
  return new ConfigError(`The body ${message}. Send flatter JSON.`, {
    code: 'schema_violation',
    detail: { issues: [{ path: '', message }] },
  });
}
