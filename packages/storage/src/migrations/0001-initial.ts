import { countingTriggers } from './counting-triggers.js';
import type { Migration } from './migration.js';

/** All tables. What goes with what when a row is deleted stands in the foreign keys. */
export const initial: Migration = {
  version: 1,
  statements({ kind, id, time, sortedText }) {
    return [
      `create table pipelines (
        id ${id},
        definition text not null,
        review_layout text not null,
        deleted_at ${time},
        filled_fields text not null default '[]',
        definition_hash text not null,
        created_at ${time} not null,
        updated_at ${time} not null
      )`,
      `create index pipelines_by_hash on pipelines (definition_hash)`,

      `create table jobs (
        id ${id},
        pipeline_id bigint not null references pipelines (id) on delete cascade,
        definition text not null,
        block_hashes text not null,
        model_snapshot text not null,
        options text not null,
        random_seed bigint not null,
        seed_source text not null,
        status text not null,
        phase text,
        pause_reason text,
        seeds_imported smallint not null default 0,
        finish_attempts text not null default '{}',
        finish_kills text not null default '{}',
        finishing_step text,
        total_seeds bigint not null default 0,
        current_seed bigint not null default 0,
        progress double precision not null default 0,
        next_index bigint not null default 0,
        records_generated bigint not null default 0,
        records_failed bigint not null default 0,
        records_filtered bigint not null default 0,
        input_tokens bigint not null default 0,
        output_tokens bigint not null default 0,
        cached_tokens bigint not null default 0,
        usage_estimated smallint not null default 0,
        cost double precision not null default 0,
        saved_cost double precision not null default 0,
        is_priced smallint not null default 1,
        current_block text not null default '',
        current_step text not null default '',
        error text not null default '',
        warnings text not null,
        running_ms bigint not null default 0,
        created_at ${time} not null,
        started_at ${time},
        completed_at ${time}
      )`,
      `create index jobs_by_pipeline on jobs (pipeline_id, id)`,
      `create index jobs_by_status on jobs (status, id)`,

      `create table seeds (
        job_id bigint not null references jobs (id) on delete cascade,
        seed_index bigint not null,
        repetitions bigint not null,
        metadata text not null,
        extra text,
        seed_hash text not null,
        primary key (job_id, seed_index)
      )`,

      `create table executions (
        id ${id},
        job_id bigint not null references jobs (id) on delete cascade,
        parent_id bigint references executions (id) on delete cascade,
        seed_index bigint not null,
        repetition bigint not null,
        branch text not null,
        branch_key text not null,
        execution_index bigint not null,
        status text not null,
        delta text,
        start_step integer not null,
        attempts text not null default '{}',
        kills integer not null default 0,
        last_step text,
        owner text,
        reason_code text,
        reason_message text,
        reason_detail text,
        step_id text,
        usage text not null,
        cost double precision,
        saved_cost double precision not null,
        created_at ${time} not null,
        started_at ${time},
        finished_at ${time},
        unique (job_id, seed_index, repetition, branch_key)
      )`,
      `create index executions_by_job on executions (job_id, status, id)`,
      `create index executions_by_parent on executions (parent_id) where parent_id is not null`,
      `create index executions_to_claim on executions (job_id, seed_index, repetition, id)
        where status = 'pending'`,
      `create index executions_in_turns on executions (job_id, repetition, seed_index, id)
        where status = 'pending'`,
      `create index executions_suspected on executions (job_id, kills) where kills > 0`,
      `create index executions_held on executions (owner) where status = 'running'`,

      `create table trace_entries (
        execution_id bigint not null references executions (id) on delete cascade,
        position integer not null,
        step_id text not null,
        block_type text not null,
        status text not null,
        output text,
        output_refs text,
        error text,
        execution_time double precision not null,
        attempts integer not null,
        usage text,
        cost text,
        replayed integer,
        reused integer,
        logs text,
        primary key (execution_id, position)
      )`,

      `create table calls (
        id ${id},
        job_id bigint references jobs (id) on delete set null,
        execution_id bigint references executions (id) on delete set null,
        is_job_wide smallint not null,
        step_id text not null,
        attempt integer not null,
        request_hash text not null,
        n integer not null,
        kind text not null,
        request text not null,
        response text not null,
        usage text not null,
        cost double precision,
        latency_ms double precision not null,
        model text not null,
        provider_model text not null,
        endpoint text not null,
        origin text not null,
        rejected text,
        served_from bigint,
        seed_hash text not null,
        repetition bigint not null,
        branch text not null,
        created_at ${time} not null,
        unique (execution_id, step_id, attempt, request_hash, n)
      )`,
      `create unique index calls_of_job_steps
        on calls (job_id, step_id, attempt, request_hash, n) where is_job_wide = 1`,
      `create index calls_by_hash on calls (request_hash)`,
      `create index calls_by_job on calls (job_id)`,
      `create unique index calls_served_once on calls (job_id, served_from)
        where served_from is not null`,

      `create table memos (
        job_id bigint not null references jobs (id) on delete cascade,
        key text not null,
        value text not null,
        primary key (job_id, key)
      )`,
      `create index memos_by_key on memos (key, job_id)`,

      `create table records (
        id ${id},
        execution_id bigint not null unique references executions (id) on delete cascade,
        job_id bigint not null references jobs (id) on delete cascade,
        pipeline_id bigint not null references pipelines (id) on delete cascade,
        seed_index bigint not null,
        repetition bigint not null,
        branch text not null,
        execution_index bigint not null,
        status text not null,
        fields text not null,
        edits text,
        metadata_edit text,
        edited smallint not null,
        usage text not null,
        cost double precision,
        models text not null,
        ${[1, 2, 3, 4].map((n) => `field_${n}_text ${sortedText}, field_${n}_number double precision,`).join(' ')}
        created_at ${time} not null,
        updated_at ${time} not null,
        deleted_at ${time}
      )`,
      `create table record_counts (
        job_id bigint not null references jobs (id) on delete cascade,
        pipeline_id bigint not null,
        status text not null,
        count bigint not null,
        primary key (job_id, status)
      )`,
      ...countingTriggers(kind),

      `create index records_by_status on records (status, id) where deleted_at is null`,
      `create index records_by_job on records (job_id, id) where deleted_at is null`,
      `create index records_by_job_status on records (job_id, status, id) where deleted_at is null`,
      `create index records_by_pipeline on records (pipeline_id, id) where deleted_at is null`,
      `create index records_by_pipeline_status on records (pipeline_id, status, id)
        where deleted_at is null`,
      `create index records_edited on records (id) where edited = 1 and deleted_at is null`,
      `create index records_by_created_at on records (created_at, id) where deleted_at is null`,
      `create index records_by_cost on records (pipeline_id, cost, id)
        where cost is not null and deleted_at is null`,
      `create index records_deleted on records (deleted_at) where deleted_at is not null`,
      ...[1, 2, 3, 4].flatMap((n) => [
        `create index records_by_field_${n}_text on records (pipeline_id, field_${n}_text, id)
          where field_${n}_text is not null and deleted_at is null`,
        `create index records_by_field_${n}_number on records (pipeline_id, field_${n}_number, id)
          where field_${n}_number is not null and deleted_at is null`,
      ]),

      `create table actions (
        id ${id},
        actor text not null,
        kind text not null,
        scope text not null,
        count bigint not null,
        created_at ${time} not null,
        undone_at ${time}
      )`,

      `create table record_history (
        id ${id},
        record_id bigint not null references records (id) on delete cascade,
        action_id bigint references actions (id) on delete set null,
        actor text not null,
        kind text not null,
        "before" text not null,
        "after" text not null,
        created_at ${time} not null
      )`,
      `create index record_history_by_record on record_history (record_id, id)`,
      `create index record_history_by_action on record_history (action_id, id)
        where action_id is not null`,

      `create table models (
        id ${id},
        kind text not null,
        name text not null,
        provider text not null,
        endpoint text not null,
        model_name text not null,
        key_envelope text,
        key_last4 text,
        key_origin text,
        dimensions integer,
        limits text not null,
        prices text,
        capabilities text,
        is_default smallint not null default 0,
        created_at ${time} not null,
        updated_at ${time} not null,
        unique (kind, name)
      )`,

      `create table sessions (
        digest text primary key,
        actor text not null,
        created_at ${time} not null,
        expires_at ${time} not null
      )`,

      `create table meta (key text primary key, value text not null)`,
    ];
  },
};
