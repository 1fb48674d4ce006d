import { RefreshCw } from 'lucide-react';
import { Button } from '../../../ui/button.js';
import { Page } from '../../../ui/page.js';
import { useToast } from '../../../ui/toaster.js';
import { useReload } from '../queries.js';
import { BlockList } from './block-list.js';
import { StatusCards } from './status-cards.js';
import { TemplateList } from './template-list.js';

/** `/extensions`: the blocks and templates there are, what is wrong with them and what they need. */
export function ExtensionsPage() {
  const { mutate, isPending } = useReload();
  const toast = useToast();
  const reload = () =>
    mutate(undefined, {
      onSuccess: ({ blocks, templates }) =>
        toast({ text: `Read ${blocks.total} blocks and ${templates.total} templates.` }),
      onError: ({ message }) => toast({ text: message, isError: true }),
    });
  return (
    <Page
      title="Extensions"
      actions={
        <Button disabled={isPending} onClick={reload}>
          <RefreshCw />
          Reload
        </Button>
      }
    >
      <div className="grid grid-cols-1 gap-6">
        <StatusCards />
        <div className="grid grid-cols-[minmax(0,1fr)_352px] items-start gap-4 narrow:grid-cols-[minmax(0,1fr)_288px]">
          <BlockList />
          <TemplateList />
        </div>
      </div>
    </Page>
  );
}
