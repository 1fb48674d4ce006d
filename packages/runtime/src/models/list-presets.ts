import type { ModelPreset } from '@datagenflow/contracts';
import { PRESETS } from '@datagenflow/llm';

/** Providers with what a form needs to know of them; the demo model last. */
export function listPresets(): ModelPreset[] {
  const presets = PRESETS.map(
    ({ name, title, base_url, default_model, default_embedding_model, needs_key }) => {
      return { name, title, base_url, default_model, default_embedding_model, needs_key };
    },
  );
  return [...presets, DEMO];
}

const DEMO: ModelPreset = {
  name: 'demo',
  title: 'Demo — not an AI',
  base_url: null,
  default_model: 'demo',
  default_embedding_model: 'demo',
  needs_key: false,
};
