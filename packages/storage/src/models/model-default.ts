import type { Transaction } from 'kysely';
import type { Schema } from '../database/schema.js';

/** Sets or clears the flag of one model; setting it clears it on all others of its kind. */
export async function makeDefault(
  trx: Transaction<Schema>,
  kind: string,
  id: number,
  isDefault: boolean,
): Promise<void> {
  if (isDefault) {
    await trx.updateTable('models').set({ is_default: 0 }).where('kind', '=', kind).execute();
  }
  await trx
    .updateTable('models')
    .set({ is_default: isDefault ? 1 : 0 })
    .where('id', '=', id)
    .execute();
}

/**
 * Of each kind with any models, one is the default: when none is, `preferred` becomes it, else the
 * first by name. The demo model comes last: it stands in while there is no other.
 */
export async function keepOneDefault(
  trx: Transaction<Schema>,
  kind: string,
  preferred?: number,
): Promise<void> {
  const models = await trx
    .selectFrom('models')
    .select(['id', 'name', 'provider', 'is_default'])
    .where('kind', '=', kind)
    .execute();
  if (models.length === 0 || models.some((model) => model.is_default === 1)) return;
  const isDemo = ({ provider }: { provider: string }) => Number(provider === 'demo');
  const [first] = models.sort((a, b) => isDemo(a) - isDemo(b) || (a.name < b.name ? -1 : 1));
  const id = preferred ?? first?.id;
  await trx
    .updateTable('models')
    .set({ is_default: 1 })
    .where('id', '=', id ?? 0)
    .execute();
}
