import { ConfigError, ValidationError, type Json } from '@datagenflow/contracts';
import { parseJson } from '@datagenflow/engine';
import type { Upload } from './receive-upload.js';

/** What a form says beside its seed file. */
export interface SeedForm {
  pipelineId: number;
  /** Job options, not checked yet. */
  options: Json;
}

/**
 * Reads the fields of a form with a seed file.
 * @throws ValidationError `pipeline_id_required`, `options_invalid`, `form_invalid`; ConfigError
 * `schema_violation` for a field that is unknown
 */
export function readSeedForm(fields: Upload['fields']): SeedForm {
  const { pipeline_id, options, ...rest } = fields;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw unknownField(unknown);
  return {
    pipelineId: readPipelineId(once('pipeline_id', pipeline_id)),
    options: readOptions(once('options', options)),
  };
}

function once(name: string, value: string | string[] | undefined): string | undefined {
  if (!Array.isArray(value)) return value;
  throw new ValidationError(`The form field ${name} stands there ${value.length} times.`, {
    code: 'form_invalid',
  });
}

function readPipelineId(text: string | undefined): number {
  if (text !== undefined && /^[1-9]\d{0,15}$/.test(text)) return Number(text);
  throw new ValidationError('The form field pipeline_id has to be the id of a pipeline.', {
    code: 'pipeline_id_required',
    detail: { got: text ?? null },
  });
}

function readOptions(text: string | undefined): Json {
  if (text === undefined || text.trim() === '') return {};
  try {
    return parseJson(text);
  } catch (cause) {
    throw new ValidationError('The form field options has to be JSON text.', {
      code: 'options_invalid',
      cause,
    });
  }
}

function unknownField(name: string): ConfigError {
  return new ConfigError(
    `The form field '${name}' is unknown. There are file, pipeline_id and options.`,
    { code: 'schema_violation', detail: { issues: [{ path: `/${name}`, message: 'is unknown' }] } },
  );
}
