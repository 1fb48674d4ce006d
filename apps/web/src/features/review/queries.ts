import {
  DataGenFlowError,
  type Id,
  type RecordEdit,
  type RecordFilter,
  type RecordStatus,
  type ReviewLayout,
} from '@datagenflow/contracts';
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { keys } from '../../api/keys.js';
import { setReviewLayout } from '../../api/pipelines.js';
import { editRecord, findRecords, listRecordChanges, readRecord } from '../../api/records.js';

const pageSize = 100;
const refillTries = 60;
const refillMs = 1_000;
const totalsMs = 10_000;

/** Keys of lists and of totals; what is decided is shown in both at once. */
export const listsKey = [...keys.review, 'list'];
export const totalsKey = [...keys.review, 'totals'];

/** One record with its trace. */
export function recordQuery(id: Id) {
  return queryOptions({
    queryKey: keys.record(id),
    queryFn: ({ signal }) => readRecord(id, signal),
  });
}

/** What happened to a record, newest first. */
export function recordChangesQuery(id: Id) {
  return queryOptions({
    queryKey: keys.recordChanges(id),
    queryFn: ({ signal }) => listRecordChanges(id, signal),
  });
}

/**
 * Records page by page. It is not read again by itself, so that what was decided stays in its place.
 * A field that was just indexed is waited for.
 */
export function recordsQuery(filter: RecordFilter, sort: string) {
  return infiniteQueryOptions({
    queryKey: [...listsKey, filter, sort],
    queryFn: ({ signal, pageParam }) =>
      findRecords(filter, { sort, cursor: pageParam, limit: pageSize }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
    retry: (count, error) =>
      sort.includes('accumulated_state') &&
      error instanceof DataGenFlowError &&
      error.code === 'filter_invalid' &&
      count < refillTries,
    retryDelay: refillMs,
  });
}

/** How many records match, by status. */
export function totalsQuery(filter: RecordFilter) {
  const isFast = filter.q === undefined && filter.fields === undefined;
  return queryOptions({
    queryKey: [...totalsKey, filter],
    queryFn: async ({ signal }): Promise<Record<RecordStatus, number>> => {
      const count = async (status: RecordStatus) =>
        (await findRecords({ ...filter, status }, { limit: 1 }, signal)).total;
      const [pending, accepted, rejected] = await Promise.all([
        count('pending'),
        count('accepted'),
        count('rejected'),
      ]);
      return { pending, accepted, rejected };
    },
    refetchInterval: isFast ? totalsMs : false,
    placeholderData: keepPreviousData,
  });
}

/** Changes the fields of a record. */
export function useEditRecord(id: Id) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (edit: RecordEdit) => editRecord(id, edit),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.record(id) }),
        client.invalidateQueries({ queryKey: listsKey }),
      ]),
  });
}

/** Arranges how the records of a pipeline are shown, and what they are indexed by. */
export function useSetLayout() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ pipelineId, layout }: { pipelineId: Id; layout: ReviewLayout }) =>
      setReviewLayout(pipelineId, layout),
    onSettled: () => client.invalidateQueries({ queryKey: keys.pipelines }),
  });
}
