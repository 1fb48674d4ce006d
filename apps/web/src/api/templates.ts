import type { TemplateInfo } from '@datagenflow/contracts';
import { getJson } from './request.js';

/** `GET /api/templates` */
export function listTemplates(signal: AbortSignal): Promise<TemplateInfo[]> {
  return getJson('/api/templates', signal);
}
