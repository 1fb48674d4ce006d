import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { EmptyState } from '../../../ui/empty-state.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { Loading } from '../../../ui/loading.js';
import { SectionHead } from '../../../ui/section-head.js';
import { Skeleton } from '../../../ui/skeleton.js';
import { templatesQuery } from '../queries.js';
import { TemplateCard } from './template-card.js';
import { TemplatePanel } from './template-panel.js';

/** All templates and, beside them, the one that is chosen. The choice is part of the address. */
export function TemplateGallery() {
  const { data: templates, error, refetch } = useQuery(templatesQuery);
  const [query, setQuery] = useSearchParams();
  const chosen = templates?.find(({ id }) => id === query.get('template')) ?? templates?.[0];
  return (
    <section aria-label="Templates">
      <SectionHead title="Templates" count={templates?.length} />
      {!templates && error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {!templates && !error && <GallerySkeleton />}
      {templates && !chosen && (
        <EmptyState
          title="No templates"
          text="Put a template file into the user_templates folder; it appears here."
        />
      )}
      {templates && chosen && (
        <div className="grid grid-cols-[minmax(0,1fr)_472px] items-start gap-4 narrow:grid-cols-1">
          <ul className="grid grid-cols-3 gap-2">
            {templates.map((template) => (
              <li key={template.id} className="min-w-0">
                <TemplateCard
                  template={template}
                  isChosen={template.id === chosen.id}
                  onChoose={() => setQuery({ template: template.id }, { replace: true })}
                />
              </li>
            ))}
          </ul>
          <TemplatePanel key={chosen.id} template={chosen} />
        </div>
      )}
    </section>
  );
}

function GallerySkeleton() {
  return (
    <Loading label="Loading templates">
      <div className="grid grid-cols-3 gap-2">
        {Array.from({ length: 6 }, (_, index) => (
          <div key={index} className="grid h-26 gap-2 rounded-8 border border-line bg-surface p-3">
            <Skeleton className="w-32" />
            <Skeleton className="w-full" />
            <Skeleton className="w-20" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
