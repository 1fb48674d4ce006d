import type { TemplateInfo } from '@datagenflow/contracts';
import { Play } from 'lucide-react';
import { useNavigate } from 'react-router';
import { useBlockCatalog } from '../../../api/use-block-catalog.js';
import { Badge } from '../../../ui/badge.js';
import { BlockChip } from '../../../ui/block-chip.js';
import { Button } from '../../../ui/button.js';
import { Card } from '../../../ui/card.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { FileButton } from '../../../ui/file-button.js';
import { createSeedFile } from '../model/example-seeds.js';
import { seedFileTypes } from '../../../api/seed-file-types.js';
import { useRunTemplate } from '../queries.js';
import { ExampleSeeds } from './example-seeds.js';

/** The chosen template: what it does, its example, and the two ways to run it. */
export function TemplatePanel({ template }: { template: TemplateInfo }) {
  const findBlock = useBlockCatalog();
  const navigate = useNavigate();
  const { mutate, isPending, error } = useRunTemplate(template.id);
  const seeds = template.example_seed ?? [];
  const run = (file: File) =>
    mutate(file, { onSuccess: ({ job_id }) => void navigate(`/jobs/${job_id}`) });
  return (
    <Card
      title={template.name}
      aside={template.source === 'builtin' ? undefined : <Badge>{template.source}</Badge>}
    >
      <div className="grid gap-3 px-4 py-3">
        <p className="text-ink-2">{template.description}</p>
        <ul className="flex flex-wrap gap-1" aria-label="Blocks">
          {template.blocks.map(findBlock).map(({ name, category }, index) => (
            <li key={index}>
              <BlockChip name={name} category={category} />
            </li>
          ))}
        </ul>
        <ExampleSeeds seeds={seeds} />
        {error && <ErrorNote error={error} />}
        <div className="flex flex-wrap gap-2">
          {seeds.length > 0 && (
            <Button
              variant="primary"
              disabled={isPending}
              onClick={() => run(createSeedFile(seeds))}
            >
              <Play />
              {isPending ? 'Starting…' : 'Run example'}
            </Button>
          )}
          <FileButton
            label="Run with my own seeds"
            accept={seedFileTypes}
            disabled={isPending}
            onFile={run}
          />
        </div>
        <p className="text-12 text-ink-3">
          Running saves the template as a pipeline of yours, below.
        </p>
      </div>
    </Card>
  );
}
