/** One way in which a block breaks the rules. */
export interface BlockProblem {
  rule:
    | 'definition'
    | 'config_schema'
    | 'config_defaults'
    | 'config_descriptions'
    | 'runs'
    | 'output'
    | 'state_unchanged'
    | 'cancellable'
    | 'repeatable';
  severity: 'error' | 'warning';
  message: string;
}

/** What `checkBlock` found. */
export interface BlockReport {
  /** False when any problem is an error. */
  ok: boolean;
  problems: BlockProblem[];
}
