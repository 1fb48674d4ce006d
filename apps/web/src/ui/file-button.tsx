import { Upload } from 'lucide-react';
import { useRef, type ChangeEvent } from 'react';
import { Button, type ButtonLook } from './button.js';

/** A button that asks for a file. The same file may be chosen twice in a row. */
export function FileButton({
  label,
  description,
  accept,
  disabled = false,
  onFile,
  ...look
}: ButtonLook & {
  label: string;
  /** Said to screen readers instead of the label where several buttons carry the same one. */
  description?: string;
  accept: string;
  disabled?: boolean;
  onFile: (file: File) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const takeFile = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (file) onFile(file);
  };
  return (
    <>
      <Button
        {...look}
        disabled={disabled}
        aria-label={description}
        onClick={() => input.current?.click()}
      >
        <Upload className="text-ink-3" />
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        className="hidden"
        aria-label={description ?? label}
        tabIndex={-1}
        onChange={takeFile}
      />
    </>
  );
}
