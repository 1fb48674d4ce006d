import { Page } from '../../../ui/page.js';
import { JobHistory } from './job-history.js';
import { NewJob } from './new-job.js';

/** `/generate`: a new job, and those that are there. */
export function GeneratorPage() {
  return (
    <Page title="Generator">
      <div className="grid grid-cols-1 gap-6">
        <NewJob />
        <JobHistory />
      </div>
    </Page>
  );
}
