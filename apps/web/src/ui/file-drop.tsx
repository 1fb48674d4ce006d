import { clsx } from 'clsx';
import { useEffect, useRef, useState, type ReactNode } from 'react';

/** A place that files may be dropped on. Whatever else is inside works as always. */
export function FileDrop({
  label,
  onFile,
  className,
  children,
}: {
  label: string;
  onFile: (file: File) => void;
  className?: string;
  children: ReactNode;
}) {
  const [isOver, setOver] = useState(false);
  const place = useRef<HTMLFieldSetElement>(null);
  const take = useRef(onFile);
  useEffect(() => {
    take.current = onFile;
  });
  useEffect(() => {
    const stop = new AbortController();
    const listen = (type: 'dragenter' | 'dragover' | 'dragleave' | 'drop') =>
      place.current?.addEventListener(
        type,
        (event) => {
          if (!event.dataTransfer?.types.includes('Files')) return;
          event.preventDefault();
          setOver(type === 'dragenter' || type === 'dragover');
          const file = event.dataTransfer.files[0];
          if (type === 'drop' && file) take.current(file);
        },
        { signal: stop.signal },
      );
    for (const type of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) listen(type);
    return () => stop.abort();
  }, []);
  return (
    <fieldset
      ref={place}
      aria-label={label}
      className={clsx('min-w-0', className, isOver && 'outline-2 outline-accent outline-dashed')}
    >
      {children}
    </fieldset>
  );
}
