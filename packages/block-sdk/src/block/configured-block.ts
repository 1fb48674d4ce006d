import { checkConfig } from '../config/check-config.js';
import { readOutputs } from '../config/read-outputs.js';
import { readRequiredFields } from '../config/read-required-fields.js';
import type { BlockDefinition } from './block-definition.js';
import type { ConfigInput, ConfigOf } from './definition-types.js';

/** What blocks of both scopes share. Extend `BaseBlock` or `JobBlock` instead. */
export abstract class ConfiguredBlock<D extends BlockDefinition = BlockDefinition> {
  /** Valid, defaults applied, frozen. */
  readonly config: ConfigOf<D>;

  /** @throws ConfigError with `detail.issues` when the config breaks the schema. */
  constructor(config?: ConfigInput<D>) {
    this.config = checkConfig(new.target, config ?? {}) as unknown as ConfigOf<D>;
  }

  /** Called once before the first execution. */
  async setup(): Promise<void> {}

  /** Called once after the last execution. */
  async dispose(): Promise<void> {}

  /**
   * Fields that must be there before it runs: by default the declared inputs, and every variable
   * that a prompt of the config needs.
   * @throws PromptError when a prompt of the config is malformed.
   */
  requiredFields(config: ConfigOf<D>): string[] {
    return readRequiredFields(this.constructor, config);
  }

  /** Fields it writes with this config: by default the declared outputs and `outputs_from`. */
  describeOutputs(config: ConfigOf<D>): string[] {
    return readOutputs(this.constructor, config);
  }
}
