import type { Seed } from '@datagenflow/contracts';
import { showInline } from '../../../ui/show-json.js';
import { summarizeSeeds } from '../model/example-seeds.js';

/** The variables of the first example seed, and how many seeds there are. */
export function ExampleSeeds({ seeds }: { seeds: readonly Seed[] }) {
  const first = seeds[0];
  if (!first) return <p className="text-12 text-ink-3">This template has no example seeds.</p>;
  return (
    <div className="rounded-6 bg-sunken px-3 py-2">
      <h3 className="flex text-12 font-semibold">
        Example seed
        <span className="ml-auto font-normal text-ink-3">{summarizeSeeds(seeds)}</span>
      </h3>
      <dl className="mt-1 grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-4 gap-y-1 text-12">
        {Object.entries(first.metadata).map(([name, value]) => {
          const text = showInline(value);
          return (
            <div key={name} className="contents">
              <dt className="font-mono text-11 break-words text-ink-3">{name}</dt>
              <dd className="line-clamp-3 break-words" title={text}>
                {text}
              </dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
