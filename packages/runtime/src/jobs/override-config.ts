import { ConfigError, type JsonObject, type SavedDefinition } from '@datagenflow/contracts';

/**
 * A definition with config values replaced, by `<step_id>.<key>`.
 * @throws ConfigError `unknown_override` naming the steps there are
 */
export function overrideConfig(definition: SavedDefinition, set: JsonObject): SavedDefinition {
  const ids = definition.blocks.map(({ id }) => id);
  const blocks = definition.blocks.map((step) => ({ ...step }));
  for (const [name, value] of Object.entries(set)) {
    const step = blocks.find(({ id }) => name.startsWith(`${id}.`));
    const key = name.slice((step?.id.length ?? 0) + 1);
    if (step === undefined || key === '') {
      throw new ConfigError(
        `set names '${name}', but has to be <step id>.<key>. Steps: ${ids.join(', ')}.`,
        { code: 'unknown_override', detail: { name, steps: ids } },
      );
    }
    step.config = { ...step.config, [key]: value };
  }
  return { ...definition, blocks };
}
