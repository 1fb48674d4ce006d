import type { TemplateInfo } from '@datagenflow/contracts';
import { api } from './api.js';

/** The templates that pipelines can be made from. */
export function listTemplates(signal: AbortSignal): Promise<TemplateInfo[]> {
  return api.call('GET /api/templates', { signal });
}
