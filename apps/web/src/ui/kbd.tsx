/** A key of the keyboard. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-4 border border-line-strong bg-surface px-1 font-sans text-11 text-ink-2">
      {children}
    </kbd>
  );
}
