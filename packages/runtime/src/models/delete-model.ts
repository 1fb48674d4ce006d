import { ConflictError, type ModelKind } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';
import { ensureDemo } from './ensure-models.js';
import { findModel } from './find-model.js';

/**
 * Deletes a model. The demo model stands in when it was the last one, and stays as long as it is.
 * @throws NotFoundError, ConflictError `last_model`
 */
export async function deleteModel(
  { storage }: Pick<Runtime, 'storage'>,
  kind: ModelKind,
  name: string,
): Promise<void> {
  const model = await findModel(storage, kind, name);
  const others = (await storage.models.list(kind)).length - 1;
  if (model.provider === 'demo' && others === 0) {
    throw new ConflictError(
      `'${name}' is the only ${kind} model. Configure another one before you delete it.`,
      { code: 'last_model', detail: { name } },
    );
  }
  await storage.models.delete(model.id);
  await ensureDemo(storage);
}
