import { Card } from '../../../ui/card.js';
import { Loading } from '../../../ui/loading.js';
import { Skeleton } from '../../../ui/skeleton.js';

/** A record on its way. */
export function RecordSkeleton() {
  return (
    <Loading label="Loading the record">
      <Card className="grid gap-6 p-6">
        {['w-2/3', 'w-full', 'w-1/2'].map((width) => (
          <div key={width} className="grid grid-cols-[88px_minmax(0,1fr)] gap-4">
            <Skeleton className="w-16" />
            <div className="grid gap-2">
              <Skeleton className={width} />
              <Skeleton className="w-1/3" />
            </div>
          </div>
        ))}
      </Card>
    </Loading>
  );
}
