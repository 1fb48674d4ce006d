import type { Pipeline } from '@datagenflow/contracts';
import { Copy, Download, Pencil, Terminal, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { pipelineYamlUrl } from '../../../api/pipelines.js';
import { Menu } from '../../../ui/menu.js';
import { useToast } from '../../../ui/toaster.js';
import { useDuplicatePipeline } from '../queries.js';
import { DeletePipelineDialog } from './delete-pipeline-dialog.js';
import { DeveloperDialog } from './developer-dialog.js';
import { RenameDialog } from './rename-dialog.js';

/** What else can be done with a pipeline. */
export function PipelineMenu({ pipeline }: { pipeline: Pipeline }) {
  const [dialog, setDialog] = useState<'rename' | 'developer' | 'delete' | null>(null);
  const duplicate = useDuplicatePipeline();
  const toast = useToast();
  const close = () => setDialog(null);
  return (
    <>
      <Menu
        label={`More: ${pipeline.name} #${pipeline.id}`}
        items={[
          {
            label: 'Duplicate',
            icon: <Copy />,
            onSelect: () =>
              duplicate.mutate(pipeline.id, {
                onSuccess: ({ name }) => toast({ text: `Stored as ${name}.` }),
                onError: ({ message }) => toast({ text: message, isError: true }),
              }),
          },
          { label: 'Rename', icon: <Pencil />, onSelect: () => setDialog('rename') },
          {
            label: 'Export YAML',
            icon: <Download />,
            onSelect: () => window.location.assign(pipelineYamlUrl(pipeline.id)),
          },
          { label: 'Developer', icon: <Terminal />, onSelect: () => setDialog('developer') },
          {
            label: 'Delete',
            icon: <Trash2 />,
            isDanger: true,
            onSelect: () => setDialog('delete'),
          },
        ]}
      />
      {dialog === 'rename' && <RenameDialog pipeline={pipeline} onClose={close} />}
      {dialog === 'developer' && <DeveloperDialog pipeline={pipeline} onClose={close} />}
      {dialog === 'delete' && <DeletePipelineDialog pipeline={pipeline} onClose={close} />}
    </>
  );
}
