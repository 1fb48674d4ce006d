import type { ModelKind } from '@datagenflow/contracts';
import type { Storage } from '@datagenflow/storage';

const KINDS: readonly ModelKind[] = ['llm', 'embedding'];

/** Configures the demo model for each kind that has no model yet. */
export async function ensureModels({ models }: Pick<Storage, 'models'>): Promise<void> {
  const known = await models.list();
  for (const kind of KINDS) {
    if (known.some((model) => model.kind === kind)) continue;
    await models.create({
      kind,
      name: 'demo',
      provider: 'demo',
      endpoint: '',
      model_name: 'demo',
      dimensions: null,
      limits: {},
      prices: { input: 0, output: 0 },
      is_default: true,
    });
  }
}
