import { loadUserTemplates } from '@datagenflow/extensions';
import type { TemplateRegistry } from '@datagenflow/registry';
import type { RuntimeConfig } from '../config.js';

/** Adds the templates of the user. What can’t be used is left out, and told. */
export async function addUserTemplates(
  config: RuntimeConfig,
  templates: TemplateRegistry,
  warn: (message: string) => void,
): Promise<void> {
  const found = await loadUserTemplates(config.templatesDir);
  for (const template of found.templates) {
    const result = templates.register(template);
    if (!result.registered) warn(result.warning);
  }
  for (const { id, errors } of found.failed) {
    warn(`Template '${id}' is skipped: ${errors.join('; ')}`);
  }
}
