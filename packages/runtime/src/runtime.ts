import type { Clock } from '@datagenflow/contracts';
import type { BlockRegistry, TemplateRegistry } from '@datagenflow/registry';
import type { SchemaCompiler } from '@datagenflow/schemas';
import type { InstanceLock, Storage } from '@datagenflow/storage';
import type { Access } from './auth/access.js';
import type { RuntimeConfig } from './config.js';
import type { EventBus } from './events/event-bus.js';
import type { UserTemplates } from './extensions/user-templates.js';
import type { Log } from './logs/log.js';
import type { Runner } from './runner/runner.js';
import type { KeyVault } from './secrets/key-vault.js';
import type { DiskSpace } from './storage/disk-space.js';

/** A running system: every part, introduced to the others. */
export interface Runtime extends AsyncDisposable {
  readonly config: RuntimeConfig;
  readonly clock: Clock;
  readonly storage: Storage;
  /** The room for uploads and jobs. */
  readonly disk: DiskSpace;
  /** Held as long as it runs: no other instance may use this data directory. */
  readonly lock: InstanceLock;
  /** Blocks to be asked about; only the runner can open them. */
  readonly registry: BlockRegistry;
  readonly templates: TemplateRegistry;
  readonly userTemplates: UserTemplates;
  readonly schemas: SchemaCompiler;
  /** Encrypts the keys of models. */
  readonly vault: KeyVault;
  /** Who may use it from other machines; undefined: only this machine is served. */
  readonly access: Access | undefined;
  /** Takes what is to be known of what went wrong; secrets are taken out. */
  readonly log: Log;
  /** Runs jobs and blocks, and makes the model calls of both. */
  readonly runner: Runner;
  readonly events: EventBus;
}
