import type { DataRecord, Id } from '@datagenflow/contracts';
import { useState } from 'react';

/** Which records are selected: some, or all that match. */
export interface Selection {
  ids: ReadonlySet<Id>;
  records: readonly DataRecord[];
  /** True when everything that matches is meant, loaded or not. */
  isAll: boolean;
  toggle: (id: Id) => void;
  /** Selects all from the one that was toggled last to this one. */
  extendTo: (id: Id) => void;
  selectLoaded: () => void;
  selectAll: () => void;
  clear: () => void;
}

interface State {
  of: string;
  ids: ReadonlySet<Id>;
  isAll: boolean;
  last: Id | null;
}

/** Keeps a selection of the records that `of` stands for; another `of` begins with none. */
export function useSelection(records: readonly DataRecord[], of: string): Selection {
  const empty: State = { of, ids: new Set(), isAll: false, last: null };
  const [stored, setState] = useState(empty);
  const state = stored.of === of ? stored : empty;
  const selectRange = (id: Id) => {
    const from = records.findIndex((record) => record.id === (state.last ?? id));
    const to = records.findIndex((record) => record.id === id);
    const range = records.slice(Math.min(from, to), Math.max(from, to) + 1);
    const ids = new Set([...state.ids, ...range.map((record) => record.id)]);
    setState({ of, ids, isAll: false, last: id });
  };
  return {
    ids: state.ids,
    isAll: state.isAll,
    records: records.filter(({ id }) => state.ids.has(id)),
    toggle: (id) => {
      const ids = new Set(state.ids);
      if (!ids.delete(id)) ids.add(id);
      setState({ of, ids, isAll: false, last: id });
    },
    extendTo: selectRange,
    selectLoaded: () =>
      setState({ of, ids: new Set(records.map(({ id }) => id)), isAll: false, last: null }),
    selectAll: () =>
      setState({ of, ids: new Set(records.map(({ id }) => id)), isAll: true, last: null }),
    clear: () => setState(empty),
  };
}
