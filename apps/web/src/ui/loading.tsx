import type { ReactNode } from 'react';

/** Wraps skeletons: they are seen, and what is loading is said. */
export function Loading({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <output className="sr-only">{label}</output>
      <div aria-hidden>{children}</div>
    </>
  );
}
