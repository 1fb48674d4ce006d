import type { ExtensionTemplate } from '@datagenflow/contracts';
import type { Runtime } from '../runtime.js';

/** All templates by id, and after those the files of the user that give none. */
export function listExtensionTemplates({
  templates,
  userTemplates,
}: Pick<Runtime, 'templates' | 'userTemplates'>): ExtensionTemplate[] {
  const usable = templates.list().map((info) => ({ ...info, available: true, error: null }));
  return [...usable, ...userTemplates.unusable];
}
