import type { DataRecord, ReviewLayout } from '@datagenflow/contracts';
import { TraceTimeline } from '../../../trace/trace-timeline.js';
import { arrangeFields } from '../model/arrange-fields.js';
import { RecordFields } from './record-fields.js';
import { RecordHistory } from './record-history.js';
import { RecordOrigin } from './record-origin.js';
import { RecordSeed } from './record-seed.js';

/** Everything about a record: its fields by the layout, its seed, how it was made and changed. */
export function RecordDetails({ record, layout }: { record: DataRecord; layout: ReviewLayout }) {
  const state = record.accumulated_state;
  const { primary, secondary } = arrangeFields(Object.keys(state), layout, state);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_440px] items-start gap-4 narrow:grid-cols-[minmax(0,1fr)_336px]">
      <div className="grid gap-4">
        <RecordFields title="Fields" state={state} fields={primary} isLarge />
        {secondary.length > 0 && (
          <RecordFields title="More fields" state={state} fields={secondary} />
        )}
        <RecordSeed record={record} />
      </div>
      <div className="grid gap-4">
        <TraceTimeline trace={record.trace ?? []} />
        <RecordHistory id={record.id} />
        <RecordOrigin record={record} />
      </div>
    </div>
  );
}
