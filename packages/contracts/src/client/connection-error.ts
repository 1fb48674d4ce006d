import { DataGenFlowError, type ErrorOptions } from '../errors/datagenflow-error.js';

/** The server could not be reached, or went away while it answered. `detail.endpoint`. */
export class ConnectionError extends DataGenFlowError {
  constructor(message: string, rest?: Omit<ErrorOptions, 'status'>) {
    super('cannot_connect', message, { ...rest, status: 503 });
  }
}
