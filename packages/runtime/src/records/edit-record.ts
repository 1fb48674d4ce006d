import {
  ConfigError,
  type DataRecord,
  type JsonObject,
  type RecordEdit,
  type ReviewLayout,
} from '@datagenflow/contracts';
import { parseJson } from '@datagenflow/engine';
import type { RecordUpdate } from '@datagenflow/storage';
import type { Runtime } from '../runtime.js';

/**
 * Decides on a record or edits it. `output` that is the text of a JSON object replaces its fields;
 * any other text sets the primary text field.
 * @throws NotFoundError; ConfigError `field_unknown`, `primary_field_unclear` (422)
 */
export async function editRecord(
  { storage }: Pick<Runtime, 'storage'>,
  id: number,
  edit: RecordEdit,
  actor: string,
): Promise<DataRecord> {
  const { status, metadata, output, ...fields } = edit;
  const record = await storage.records.get(id);
  const { validation_config: layout } = await storage.pipelines.get(record.pipeline_id);
  checkFields(record, fields);
  const update: RecordUpdate = {
    ...(status === undefined ? {} : { status }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(output === undefined ? {} : readOutput(output, record, layout)),
  };
  return storage.records.update(id, { ...update, fields: { ...update.fields, ...fields } }, actor);
}

function checkFields({ accumulated_state }: DataRecord, fields: JsonObject): void {
  const unknown = Object.keys(fields).find((name) => !Object.hasOwn(accumulated_state, name));
  if (unknown === undefined) return;
  const known = Object.keys(accumulated_state);
  throw new ConfigError(
    `No block wrote a field '${unknown}' of this record. There are ${known.join(', ')}.`,
    { code: 'field_unknown', detail: { field: unknown, fields: known } },
  );
}

function readOutput(text: string, record: DataRecord, layout: ReviewLayout): RecordUpdate {
  const object = objectIn(text);
  if (object !== undefined) return { replace_fields: object };
  return { fields: { [primaryField(record, layout)]: text } };
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = parseJson(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function primaryField({ accumulated_state }: DataRecord, { field_order }: ReviewLayout): string {
  const texts = Object.keys(accumulated_state).filter(
    (name) => typeof accumulated_state[name] === 'string',
  );
  const [first] = field_order.primary;
  const found =
    [first, 'assistant'].find((name) => name !== undefined && texts.includes(name)) ??
    (texts.length === 1 ? texts[0] : undefined);
  if (found !== undefined) return found;
  throw new ConfigError(
    `It is not clear which field output means: the text fields are ${texts.join(', ') || 'none'}. ` +
      'Send the field by its name, or put it first in the review layout.',
    { code: 'primary_field_unclear', detail: { fields: texts } },
  );
}
