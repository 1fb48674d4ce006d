import {
  FIELD_OPERATORS,
  type Comparisons,
  type FieldOperator,
  type Id,
  type RecordFilter,
  type RecordStatus,
} from '@datagenflow/contracts';

/** What the tabs show: records by status, or the executions that failed. */
export type ReviewTab = RecordStatus | 'failed';

/** What the address of the review page says. */
export interface ReviewSearch {
  tab: ReviewTab;
  jobId: Id | undefined;
  pipelineId: Id | undefined;
  q: string;
  conditions: Condition[];
  sort: string;
  /** The record that is shown alone. */
  recordId: Id | undefined;
}

/** One comparison with one field. */
export interface Condition {
  field: string;
  operator: FieldOperator;
  value: string;
}

/** Newest first. */
const defaultSort = '-id';

const tabs: readonly ReviewTab[] = ['pending', 'accepted', 'rejected', 'failed'];
const conditionName = /^filter\[([^[\]]+)\]\[([a-z]+)\]$/u;

/** Reads an address; what makes no sense is left out. */
export function readSearch(query: URLSearchParams): ReviewSearch {
  return {
    tab: tabs.find((tab) => tab === query.get('status')) ?? 'pending',
    jobId: readId(query.get('job')),
    pipelineId: readId(query.get('pipeline')),
    q: query.get('q') ?? '',
    conditions: [...query].flatMap(([name, value]) => readCondition(name, value)),
    sort: query.get('sort') ?? defaultSort,
    recordId: readId(query.get('record')),
  };
}

/** Writes an address; what is as it is by default is left out. */
export function writeSearch(search: ReviewSearch): URLSearchParams {
  const { tab, jobId, pipelineId, q, conditions, sort, recordId } = search;
  const query = new URLSearchParams();
  if (pipelineId !== undefined) query.set('pipeline', String(pipelineId));
  if (jobId !== undefined) query.set('job', String(jobId));
  if (tab !== 'pending') query.set('status', tab);
  if (q !== '') query.set('q', q);
  for (const { field, operator, value } of conditions) {
    query.set(`filter[${field}][${operator}]`, value);
  }
  if (sort !== defaultSort) query.set('sort', sort);
  if (recordId !== undefined) query.set('record', String(recordId));
  return query;
}

/** The records that are meant, whatever their status. */
export function toFilter({
  jobId,
  pipelineId,
  q,
  conditions,
}: Pick<ReviewSearch, 'jobId' | 'pipelineId' | 'q' | 'conditions'>): RecordFilter {
  const fields: Record<string, Comparisons> = {};
  for (const { field, operator, value } of conditions) {
    fields[field] = { ...fields[field], [operator]: value };
  }
  return {
    ...(jobId === undefined ? {} : { job_id: jobId }),
    ...(pipelineId === undefined ? {} : { pipeline_id: pipelineId }),
    ...(q === '' ? {} : { q }),
    ...(conditions.length === 0 ? {} : { fields }),
  };
}

function readCondition(name: string, value: string): Condition[] {
  const [, field, word] = conditionName.exec(name) ?? [];
  const operator = FIELD_OPERATORS.find((each) => each === word);
  return field === undefined || operator === undefined ? [] : [{ field, operator, value }];
}

function readId(text: string | null): Id | undefined {
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
