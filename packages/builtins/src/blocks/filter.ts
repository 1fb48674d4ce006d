import { BaseBlock, prompt, Type, type BlockContext } from '@datagenflow/block-sdk';
import { compileCondition, evaluateCondition } from '@datagenflow/prompts';

/**
 * Keeps an execution when the condition holds, else ends it as filtered, with the reason. A
 * condition is read as in `when`: nothing, `false`, `0` and `null` are false, and so are fields
 * that are missing.
 */
export class Filter extends BaseBlock.define({
  name: 'Filter',
  description: 'Keep only executions that meet a condition',
  category: 'utilities',
  inputs: ['*'],
  outputs: [],
  config: Type.Object({
    condition: Type.String(
      prompt({
        minLength: 1,
        description: 'What must hold to be kept, such as: valid, or: gte score 0.7',
      }),
    ),
    reason: Type.String(
      prompt({
        default: 'The condition of the filter was not met',
        minLength: 1,
        description: 'Why it was dropped, as shown in the list of filtered executions',
      }),
    ),
  }),
}) {
  readonly #condition = compileCondition(this.config.condition);

  override async execute(context: BlockContext) {
    const fields = { ...context.state, metadata: context.metadata };
    if (!evaluateCondition(this.#condition, fields)) {
      context.drop(context.render(this.config.reason));
    }
    return {};
  }

  /** Fields of the condition may be missing. */
  override requiredFields(config: this['config']): string[] {
    return super.requiredFields({ ...config, condition: '' });
  }
}
