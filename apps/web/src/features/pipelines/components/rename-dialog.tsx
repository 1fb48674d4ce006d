import type { Pipeline } from '@datagenflow/contracts';
import { useId, useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { TextField } from '../../../ui/field.js';
import { useRenamePipeline } from '../queries.js';

/** Asks for another name. */
export function RenameDialog({ pipeline, onClose }: { pipeline: Pipeline; onClose: () => void }) {
  const [name, setName] = useState(pipeline.name);
  const { mutate, isPending, error } = useRenamePipeline();
  const form = useId();
  return (
    <Dialog
      title="Rename pipeline"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={form}
            variant="primary"
            disabled={isPending || name.trim() === ''}
          >
            Rename
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          mutate({ pipeline, name: name.trim() }, { onSuccess: onClose });
        }}
      >
        <TextField
          label="Name"
          required
          maxLength={200}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        {error && <ErrorNote error={error} />}
      </form>
    </Dialog>
  );
}
