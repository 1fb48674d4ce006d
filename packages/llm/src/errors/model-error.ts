import { DataGenFlowError, type ErrorOptions } from '@datagenflow/contracts';

/**
 * Why no answer could be had.
 * `credentials` and `provider_down` concern the model, not the request: a job pauses on them.
 */
export type ModelErrorCode =
  | 'model_not_found'
  | 'model_unreachable'
  | 'provider_down'
  | 'credentials'
  | 'rate_limited'
  | 'model_refused'
  | 'empty_answer'
  | 'truncated_answer'
  | 'structured_output_invalid'
  | 'request_rejected'
  | 'response_too_large'
  | 'deadline_exceeded';

/** A model gave no usable answer. `detail` holds `model` and, when there was one, `http_status`. */
export class ModelError extends DataGenFlowError {
  declare readonly code: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, rest: Omit<ErrorOptions, 'status'> = {}) {
    super(code, message, { ...rest, status: HTTP_STATUS[code] });
  }
}

const HTTP_STATUS: Record<ModelErrorCode, number> = {
  model_not_found: 404,
  model_unreachable: 502,
  provider_down: 503,
  credentials: 409,
  rate_limited: 503,
  model_refused: 422,
  empty_answer: 502,
  truncated_answer: 502,
  structured_output_invalid: 422,
  request_rejected: 422,
  response_too_large: 502,
  deadline_exceeded: 504,
};
