import type { RecordStatus } from '@datagenflow/contracts';
import { Badge } from '../../../ui/badge.js';
import type { Tone } from '../../../ui/tone.js';

const tones: Record<RecordStatus, Tone> = { pending: 'neutral', accepted: 'ok', rejected: 'bad' };

/** What was decided on a record. */
export function RecordStatusBadge({ status }: { status: RecordStatus }) {
  return <Badge tone={tones[status]}>{status}</Badge>;
}
