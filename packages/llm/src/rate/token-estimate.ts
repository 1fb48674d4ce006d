/** What was learned about the length of a model’s prompts and answers. Plain data. */
export interface TokenEstimate {
  tokensPerChar: number;
  outputTokens: number;
}

const WEIGHT = 0.05;

export function createTokenEstimate(): TokenEstimate {
  return { tokensPerChar: 0.25, outputTokens: 300 };
}

/** Tokens that a request will probably use, prompt and answer. */
export function estimateTokens(
  estimate: TokenEstimate,
  promptChars: number,
  maxTokens: number | undefined,
): number {
  const output = Math.min(estimate.outputTokens, maxTokens ?? Infinity);
  return Math.max(1, Math.ceil(promptChars * estimate.tokensPerChar + output));
}

/** The estimate with one more observation, as a moving average. */
export function observeTokens(
  estimate: TokenEstimate,
  promptChars: number,
  inputTokens: number,
  outputTokens: number,
): TokenEstimate {
  const perChar = promptChars > 0 ? inputTokens / promptChars : estimate.tokensPerChar;
  return {
    tokensPerChar: estimate.tokensPerChar * (1 - WEIGHT) + Math.min(perChar, 4) * WEIGHT,
    outputTokens: estimate.outputTokens * (1 - WEIGHT) + outputTokens * WEIGHT,
  };
}
