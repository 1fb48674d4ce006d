/** What a colour means. Always with a word, an icon or a number beside it. */
export type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'bad';

/** Soft background with readable text. */
export const softTone: Record<Tone, string> = {
  neutral: 'bg-track text-ink-2',
  accent: 'bg-accent-soft text-accent-ink',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
};

/** Fill of bars and dots. */
export const fillTone: Record<Tone, string> = {
  neutral: 'bg-line-control',
  accent: 'bg-accent',
  ok: 'bg-ok-fill',
  warn: 'bg-warn-fill',
  bad: 'bg-bad-fill',
};
