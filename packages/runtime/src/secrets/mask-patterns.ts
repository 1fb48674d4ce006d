const MASK = '[secret]';

/** Shapes of the keys of well-known services; the first group, if any, is kept. */
const SHAPES = [
  /\bsk-[\w-]{12,}/g,
  /\bAIza[\w-]{30,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bgh[pousr]_\w{20,}/g,
  /\bgithub_pat_\w{20,}/g,
  /\bhf_[A-Za-z0-9]{20,}/g,
  /\b(?:gsk|xai|pplx|r8)[-_]\w{20,}/g,
  /\bxox[abeoprs]-[\w-]{10,}/g,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+/g,
  /\b(bearer\s+)[\w.~+/=-]{8,}/gi,
  /\b(basic\s+)[A-Za-z0-9+/]{12,}={0,2}/gi,
  /\b((?:x-api-key|api[-_]?key)["']?\s*[:=]\s*["']?)[^\s"',}]{8,}/gi,
  /(:\/\/[^\s/:@]+:)[^\s/@]+(?=@)/g,
];

/** Replaces what looks like a key by `[secret]`, for keys nobody told us of. */
export function maskPatterns(text: string): string {
  return SHAPES.reduce(
    (masked, shape) =>
      masked.replace(shape, (_found, kept: unknown) =>
        typeof kept === 'string' ? `${kept}${MASK}` : MASK,
      ),
    text,
  );
}
