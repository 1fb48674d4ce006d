import { clsx } from 'clsx';
import { useId, type ComponentProps, type ReactNode } from 'react';

const control =
  'h-8 w-full min-w-0 rounded-6 border border-line-control bg-surface px-2 text-13 text-ink placeholder:text-ink-3 aria-invalid:border-bad disabled:bg-sunken';

/** What every labelled control has. */
interface FieldLook {
  label: string;
  /** Stands below the control. */
  help?: ReactNode;
  /** Label only for screen readers: the place says what it is. */
  isLabelHidden?: boolean;
}

/** A labelled input of one line. */
export function TextField({
  label,
  help,
  isLabelHidden = false,
  className,
  ...rest
}: FieldLook & ComponentProps<'input'>) {
  return (
    <Labelled {...{ label, help, isLabelHidden, className }}>
      {(ids) => <input className={control} {...ids} {...rest} />}
    </Labelled>
  );
}

/** A labelled input of many lines. */
export function TextArea({
  label,
  help,
  isLabelHidden = false,
  className,
  ...rest
}: FieldLook & ComponentProps<'textarea'>) {
  return (
    <Labelled {...{ label, help, isLabelHidden, className }}>
      {(ids) => (
        <textarea className={clsx(control, 'h-auto py-1.5 leading-5')} {...ids} {...rest} />
      )}
    </Labelled>
  );
}

/** A labelled choice of one. */
export function SelectField({
  label,
  help,
  isLabelHidden = false,
  className,
  children,
  ...rest
}: FieldLook & ComponentProps<'select'>) {
  return (
    <Labelled {...{ label, help, isLabelHidden, className }}>
      {(ids) => (
        <select className={control} {...ids} {...rest}>
          {children}
        </select>
      )}
    </Labelled>
  );
}

/** A box to tick, with its label beside it. */
export function CheckField({
  label,
  help,
  ...rest
}: Omit<FieldLook, 'isLabelHidden'> & ComponentProps<'input'>) {
  return (
    <label className="flex items-start gap-2">
      <input type="checkbox" className="mt-0.5 size-4 flex-none accent-accent" {...rest} />
      <span>
        {label}
        {help !== undefined && <span className="block text-12 text-ink-3">{help}</span>}
      </span>
    </label>
  );
}

function Labelled({
  label,
  help,
  isLabelHidden,
  className,
  children,
}: FieldLook & {
  className: string | undefined;
  children: (ids: { id: string; 'aria-describedby'?: string }) => ReactNode;
}) {
  const id = useId();
  const isHelped = help !== undefined && help !== '';
  return (
    <div className={clsx('min-w-0', className)}>
      <label
        htmlFor={id}
        className={isLabelHidden === true ? 'sr-only' : 'mb-1 block text-12 text-ink-2'}
      >
        {label}
      </label>
      {children(isHelped ? { id, 'aria-describedby': `${id}-help` } : { id })}
      {isHelped && (
        <p id={`${id}-help`} className="mt-1 text-12 text-ink-3">
          {help}
        </p>
      )}
    </div>
  );
}
