import { Card } from '../../../ui/card.js';
import { Skeleton, SkeletonRows } from '../../../ui/skeleton.js';

/** A job page on its way. */
export function JobSkeleton() {
  return (
    <div className="grid gap-4">
      <Card className="grid gap-4 p-4">
        <Skeleton className="h-8 w-32" />
        <Skeleton className="w-full" />
        <Skeleton className="w-2/3" />
      </Card>
      <Card>
        <SkeletonRows rows={5} label="Loading the job" />
      </Card>
    </div>
  );
}
