import { Page } from '../../../ui/page.js';
import { PipelineList } from './pipeline-list.js';
import { TemplateGallery } from './template-gallery.js';

/** `/pipelines`: templates to start from, and the pipelines that are there. */
export function PipelinesPage() {
  return (
    <Page title="Pipelines">
      <div className="grid grid-cols-1 gap-6">
        <TemplateGallery />
        <PipelineList />
      </div>
    </Page>
  );
}
