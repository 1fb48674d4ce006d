import { FileText, X } from 'lucide-react';
import { useState } from 'react';
import { seedFileTypes } from '../../../api/seed-file-types.js';
import { Button } from '../../../ui/button.js';
import { SelectField, TextArea } from '../../../ui/field.js';
import { FileButton } from '../../../ui/file-button.js';
import { focusOnMount } from '../../../ui/focus-on-mount.js';
import { FileDrop } from '../../../ui/file-drop.js';
import { guessFormat, type SeedFormat } from '../model/read-seeds.js';

const formats: Record<SeedFormat, string> = {
  json: 'JSON',
  jsonl: 'JSONL',
  csv: 'CSV',
  md: 'Markdown',
  txt: 'Text',
};

/** Takes seeds: a file that is dropped or chosen, or text that is pasted. */
export function SeedInput({
  file,
  onFile,
}: {
  file: File | null;
  onFile: (file: File | null) => void;
}) {
  const [isPasting, setPasting] = useState(false);
  return (
    <FileDrop label="Seeds" onFile={onFile} className="rounded-8">
      {file ? (
        <p className="flex h-10 items-center gap-2 rounded-6 bg-sunken pr-1 pl-3">
          <FileText className="text-ink-3" />
          <span className="min-w-0 truncate font-medium" title={file.name}>
            {file.name}
          </span>
          <span className="text-12 text-ink-3">{formatSize(file.size)}</span>
          <Button
            variant="ghost"
            size="sm"
            className="ml-auto"
            aria-label="Remove the seeds"
            title="Remove the seeds"
            onClick={() => onFile(null)}
          >
            <X />
          </Button>
        </p>
      ) : isPasting ? (
        <PasteForm
          onFile={(pasted) => {
            setPasting(false);
            onFile(pasted);
          }}
          onCancel={() => setPasting(false)}
        />
      ) : (
        <div className="grid justify-items-center gap-2 rounded-8 border border-dashed border-line-strong px-4 py-6 text-center">
          <p>Drop a seed file here</p>
          <div className="flex gap-2">
            <FileButton label="Choose a file" accept={seedFileTypes} onFile={onFile} />
            <Button onClick={() => setPasting(true)}>Paste text</Button>
          </div>
          <p className="text-12 text-ink-3">JSON, JSONL, CSV, Markdown or text</p>
        </div>
      )}
    </FileDrop>
  );
}

function PasteForm({ onFile, onCancel }: { onFile: (file: File) => void; onCancel: () => void }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<SeedFormat | null>(null);
  const format = chosen ?? guessFormat(text);
  return (
    <div className="grid gap-2">
      <TextArea
        label="Seeds"
        rows={8}
        ref={focusOnMount}
        spellCheck={false}
        placeholder='[{"repetitions": 2, "metadata": {"topic": "bicycles"}}]'
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="flex items-end gap-2">
        <SelectField
          label="Format"
          className="w-32"
          value={format}
          onChange={({ target }) => setChosen(target.value as SeedFormat)}
        >
          {Object.entries(formats).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        <Button
          disabled={text.trim() === ''}
          onClick={() => onFile(new File([text], `pasted.${format}`))}
        >
          Use as seeds
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

function formatSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000
    ? `${(bytes / 1_000).toFixed(1)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
