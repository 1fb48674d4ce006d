import { NotFoundError, type Model, type ModelKind } from '@datagenflow/contracts';
import type { Storage } from '@datagenflow/storage';
import type { Known } from './plan-connection.js';

/** @throws NotFoundError `model_not_found` naming those there are */
export async function findModel(
  { models }: Pick<Storage, 'models'>,
  kind: ModelKind,
  name: string,
): Promise<Model> {
  const found = await models.findByName(kind, name);
  if (found !== null) return found;
  const names = (await models.list(kind)).map((model) => model.name);
  throw new NotFoundError(
    `${kind} model '${name}' not found. Configured: ${names.join(', ') || 'none'}.`,
    { code: 'model_not_found', detail: { name, available: names } },
  );
}

/** What is stored under a name, if anything. */
export async function readKnown(
  { models }: Pick<Storage, 'models'>,
  kind: ModelKind,
  name: string | undefined,
): Promise<Known> {
  const model = name === undefined ? null : await models.findByName(kind, name);
  return { model, key: model === null ? null : await models.readKey(model.id) };
}
