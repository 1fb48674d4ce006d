import { useQuery } from '@tanstack/react-query';
import { Download, LayoutList } from 'lucide-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { jobsQuery, pipelinesQuery } from '../../../api/queries.js';
import { Button } from '../../../ui/button.js';
import { Page } from '../../../ui/page.js';
import { readSearch, toFilter, writeSearch, type ReviewSearch } from '../model/review-search.js';
import { totalsQuery } from '../queries.js';
import { ExportDialog } from './export-dialog.js';
import { FailedTab } from './failed-tab.js';
import { LayoutDialog } from './layout-dialog.js';
import { RecordsTab } from './records-tab.js';
import { ScopeFilter } from './scope-filter.js';
import { StatusTabs } from './status-tabs.js';

/** `/review`: decide on records, one by one or many at once. The address says all that is shown. */
export function ReviewPage() {
  const [query, setQuery] = useSearchParams();
  const [dialog, setDialog] = useState<'export' | 'layout' | null>(null);
  const search = readSearch(query);
  const change = (part: Partial<ReviewSearch>) =>
    setQuery(writeSearch({ ...search, ...part }), { replace: true });
  const filter = toFilter(search);
  const { data: totals } = useQuery(totalsQuery(filter));
  const { data: jobs = [] } = useQuery(jobsQuery);
  const { data: pipelines = [] } = useQuery(pipelinesQuery);
  const job = jobs.find(({ id }) => id === search.jobId);
  const pipelineId = search.pipelineId ?? job?.pipeline_id;
  const pipeline = pipelines.find(({ id }) => id === pipelineId);
  const failedJobs = jobs.filter(
    ({ id, pipeline_id, records_failed }) =>
      records_failed > 0 &&
      (search.jobId === undefined || id === search.jobId) &&
      (pipelineId === undefined || pipeline_id === pipelineId),
  );
  return (
    <Page
      title="Review"
      isFixed
      status={<ScopeFilter {...{ search, jobs, pipelines }} onChange={change} />}
      actions={
        <>
          {pipeline && (
            <Button onClick={() => setDialog('layout')}>
              <LayoutList />
              Layout
            </Button>
          )}
          <Button variant="primary" onClick={() => setDialog('export')}>
            <Download />
            Export
          </Button>
        </>
      }
    >
      <StatusTabs
        search={search}
        totals={{
          ...totals,
          failed: failedJobs.reduce((sum, each) => sum + each.records_failed, 0),
        }}
      />
      {search.tab === 'failed' ? (
        <FailedTab jobs={failedJobs} pipelines={pipelines} />
      ) : (
        <RecordsTab
          search={search}
          status={search.tab}
          pipeline={pipeline}
          isJobLive={job?.status === 'running' || job?.status === 'pending'}
          onChange={change}
        />
      )}
      {dialog === 'export' && <ExportDialog search={search} onClose={() => setDialog(null)} />}
      {dialog === 'layout' && pipeline && (
        <LayoutDialog pipeline={pipeline} filter={filter} onClose={() => setDialog(null)} />
      )}
    </Page>
  );
}
