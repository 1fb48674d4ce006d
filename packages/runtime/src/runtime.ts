import type { Clock, ModelClient } from '@datagenflow/contracts';
import type { JobRunner } from '@datagenflow/engine';
import type { BlockRegistry, TemplateRegistry } from '@datagenflow/registry';
import type { SchemaCompiler } from '@datagenflow/schemas';
import type { InstanceLock, Storage } from '@datagenflow/storage';
import type { RuntimeConfig } from './config.js';
import type { EventBus } from './events/event-bus.js';

/** A running system: every part, introduced to the others. */
export interface Runtime extends AsyncDisposable {
  readonly config: RuntimeConfig;
  readonly clock: Clock;
  readonly storage: Storage;
  /** Held as long as it runs: no other instance may use this data directory. */
  readonly lock: InstanceLock;
  readonly registry: BlockRegistry;
  readonly templates: TemplateRegistry;
  readonly schemas: SchemaCompiler;
  readonly models: ModelClient;
  readonly runner: JobRunner;
  readonly events: EventBus;
}
