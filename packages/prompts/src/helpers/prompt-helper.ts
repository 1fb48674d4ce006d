/** What docs and the editor's completion show of a helper. */
export interface PromptHelperInfo {
  readonly name: string;
  readonly signature: string;
  readonly description: string;
  readonly example: string;
}

/** A function that prompts can call. */
export interface PromptHelper extends PromptHelperInfo {
  readonly minArguments: number;
  readonly maxArguments: number;
  /** It sees missing values as `undefined`. Other helpers with a missing argument are missing. */
  readonly takesMissing?: true;
  /** @throws HelperArgumentError */
  run(...values: readonly unknown[]): unknown;
}
