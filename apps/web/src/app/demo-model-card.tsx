import { useQuery } from '@tanstack/react-query';
import { Info } from 'lucide-react';
import { modelsQuery } from '../api/queries.js';
import { Badge } from '../ui/badge.js';

/** Says so while answers come from the demo model. */
export function DemoModelCard() {
  const { data: models } = useQuery(modelsQuery);
  const isDemo = models?.some(({ is_default, provider }) => is_default && provider === 'demo');
  if (isDemo !== true) return null;
  return (
    <div
      role="note"
      aria-label="Demo model, not an AI"
      title="Demo model, not an AI: answers are made from the schema."
      className="grid gap-1 rounded-8 border border-line bg-surface p-2 narrow:w-8"
    >
      <span className="flex items-center gap-1.5 text-12">
        <Info className="hidden text-warn narrow:block" />
        <span className="font-semibold whitespace-nowrap narrow:hidden">Demo model</span>
        <span className="ml-auto narrow:hidden">
          <Badge tone="warn">not an AI</Badge>
        </span>
      </span>
      <p className="text-12 text-ink-2 narrow:hidden">Answers are made from the schema.</p>
    </div>
  );
}
