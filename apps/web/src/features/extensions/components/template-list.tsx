import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { Card } from '../../../ui/card.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { SectionHead } from '../../../ui/section-head.js';
import { SkeletonRows } from '../../../ui/skeleton.js';
import { useToast } from '../../../ui/toaster.js';
import { extensionTemplatesQuery, useCreatePipeline } from '../queries.js';

/** All templates, each ready to become a pipeline, and the files that give none. */
export function TemplateList() {
  const { data: templates, error, refetch } = useQuery(extensionTemplatesQuery);
  const { mutate, isPending } = useCreatePipeline();
  const navigate = useNavigate();
  const toast = useToast();
  const create = (id: string) =>
    mutate(id, {
      onSuccess: ({ name }) => {
        toast({ text: `Made the pipeline ${name}.` });
        void navigate('/pipelines');
      },
      onError: ({ message }) => toast({ text: message, isError: true }),
    });
  return (
    <section aria-label="Templates" className="min-w-0">
      <SectionHead title="Templates" count={templates?.length} />
      <Card>
        {!templates && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {!templates && !error && <SkeletonRows rows={6} label="Loading templates" />}
        <ul>
          {templates?.map(({ id, name, source, blocks, available, error: why }) => (
            <li
              key={`${id} ${source}`}
              className="flex min-h-12 items-center gap-2 border-b border-line px-4 py-1.5 last:border-0"
            >
              <span className="min-w-0 flex-1">
                <span className="flex items-center gap-2">
                  <span className="truncate font-medium" title={name}>
                    {name}
                  </span>
                  {source !== 'builtin' && <Badge tone="accent">{source}</Badge>}
                </span>
                <span className="block text-11 break-words text-ink-3">
                  {id}, {blocks.length} {blocks.length === 1 ? 'block' : 'blocks'}
                </span>
                {why !== null && <span className="block text-12 break-words text-bad">{why}</span>}
              </span>
              {available && (
                <Button
                  size="sm"
                  aria-label={`Create pipeline from ${name}`}
                  disabled={isPending}
                  onClick={() => create(id)}
                >
                  Create pipeline
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}
