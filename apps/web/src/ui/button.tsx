import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

/** How a button looks: one `primary` per region; `danger` names what goes. */
export interface ButtonLook {
  variant?: 'default' | 'primary' | 'ghost' | 'danger';
  size?: 'md' | 'sm';
}

/** A button. `type` is `button` unless said otherwise. */
export function Button({
  variant = 'default',
  size = 'md',
  className,
  ...rest
}: ButtonLook & ComponentProps<'button'>) {
  return (
    <button type="button" className={clsx(buttonClass({ variant, size }), className)} {...rest} />
  );
}

/** The same look for links. */
export function buttonClass({ variant = 'default', size = 'md' }: ButtonLook): string {
  return clsx(
    'inline-flex items-center justify-center rounded-6 border whitespace-nowrap transition-colors select-none',
    'disabled:border-line disabled:bg-sunken disabled:text-ink-3',
    size === 'md' ? 'h-8 gap-1.5 px-3 text-13' : 'h-6 gap-1 px-2 text-12',
    variants[variant],
  );
}

const variants = {
  default: 'border-line-strong bg-surface font-medium text-ink hover:bg-hover',
  primary:
    'border-accent bg-accent font-semibold text-on-accent enabled:hover:bg-accent-hover [a&]:hover:bg-accent-hover',
  ghost: 'border-transparent font-medium text-ink-2 hover:bg-hover hover:text-ink',
  danger: 'border-line-strong bg-surface font-medium text-bad hover:bg-bad-soft',
};
