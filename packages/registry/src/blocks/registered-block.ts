import type {
  BlockPass,
  FinishInput,
  FinishPass,
  StepInput,
  StepResult,
} from '@datagenflow/block-sdk/host';
import type { BlockDescription, BlockInfo, JsonObject } from '@datagenflow/contracts';

/** A block that can be asked about and opened, wherever its code runs. */
export interface RegisteredBlock {
  readonly info: BlockInfo;
  /** Changes whenever the code does. Recorded with each job. */
  readonly codeHash: string;
  /** What it does with this config. The config is valid. */
  describe(config: JsonObject): Promise<BlockDescription>;
  /**
   * One instance for one step of one job.
   * @throws ConfigError when the config is invalid, DependencyError when it is unavailable.
   */
  open(config: JsonObject): Promise<OpenBlock>;
}

/** An instance of a block. `dispose` ends it; it takes any number of executions before. */
export interface OpenBlock extends AsyncDisposable {
  /**
   * Runs the block once. `connect` is called when it begins, and again when the pass has to start
   * over because the host that ran it died through another’s fault: each pass has its own ports and
   * its own time. `cancel` ends it wherever it waits.
   * @throws whatever the block throws; the reason of a signal that aborted, also when the block
   * takes no notice of it; BlockExecutionError `host_crashed` when it kills its host.
   */
  execute(input: StepInput, connect: () => BlockPass, cancel: AbortSignal): Promise<StepResult>;
  /**
   * Runs a job-wide block once over the records that the ports of its pass give. `connect` is
   * called when it begins. What it patched before it fails stays patched.
   * @throws as `execute`; ValidationError `patch_invalid`
   */
  finish(input: FinishInput, connect: () => FinishPass, cancel: AbortSignal): Promise<void>;
}
