import type { ExecutionObserver } from '@datagenflow/engine';
import type { Log } from './log.js';

/** Logs the start and the end of each execution, and each step with its time and state. */
export function logExecutions(log: Log): Partial<ExecutionObserver> {
  return {
    executionStarted: (traceId, { definition, steps }) => {
      const blocks = steps.length === 1 ? '1 block' : `${steps.length} blocks`;
      log('info', `Pipeline '${definition.name}' started (${blocks})`, { traceId });
    },
    stepStarted: (traceId, { index, type }, total, state) =>
      log('debug', `Block ${index + 1}/${total}: ${type} executing`, { traceId, state }),
    stepThrew: (traceId, { type }, error) => log('debug', `${type} threw`, { traceId, error }),
    stepEnded: (traceId, { type }, { end, executionTime }) => {
      const seconds = `(${executionTime.toFixed(3)}s)`;
      switch (end.status) {
        case 'ok':
          return log('debug', `${type} completed ${seconds}`, { traceId, state: end.output });
        case 'fanned_out':
          return log('debug', `${type} completed ${seconds}: ${end.branches.length} branches`, {
            traceId,
            state: end.branches,
          });
        case 'filtered':
          return log('debug', `${type} dropped it ${seconds}: ${end.reason}`, { traceId });
        case 'failed':
          return log('debug', `${type} failed ${seconds}: ${end.failure.message}`, { traceId });
      }
    },
    executionEnded: (traceId, end) => {
      switch (end.status) {
        case 'generated':
          return log('info', 'Pipeline completed successfully', { traceId });
        case 'fanned_out':
          return log('info', `Pipeline goes on in ${end.branches.length} branches`, { traceId });
        case 'filtered':
          return log('info', `Pipeline filtered it: ${end.reason.message}`, { traceId });
        case 'failed':
          return log('error', `Pipeline failed: ${end.reason.message}`, { traceId });
      }
    },
    executionLeft: (traceId) => log('info', 'Pipeline was left', { traceId }),
  };
}
