/** Schema keywords that tell a form how to edit a value. Validation ignores them. */
export const HINT_KEYWORDS = ['x-hint', 'x-model-kind'] as const;
