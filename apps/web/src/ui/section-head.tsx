/** The heading above a list, with how many it holds once that is known. */
export function SectionHead({ title, count }: { title: string; count?: number | undefined }) {
  return (
    <div className="mb-2 flex h-8 items-center gap-2">
      <h2 className="text-14 font-semibold">{title}</h2>
      {count !== undefined && <span className="text-12 text-ink-3">{count}</span>}
    </div>
  );
}
