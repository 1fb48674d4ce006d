import { clsx } from 'clsx';
import { useState } from 'react';
import { Button } from './button.js';
import { cutText } from './cut-text.js';
import { formatCount } from './format/number.js';

/** Text as it is: code, prompts, JSON. A long one opens to its full length on demand. */
export function Code({ text, look = 'well' }: { text: string; look?: 'well' | 'line' }) {
  const [isWhole, setWhole] = useState(false);
  const cut = cutText(text);
  return (
    <div
      className={clsx(
        'rounded-6 px-3 py-2',
        look === 'well' ? 'bg-sunken' : 'border border-line bg-surface',
      )}
    >
      <pre className="font-mono text-12 leading-5 wrap-anywhere whitespace-pre-wrap">
        {isWhole ? text : (cut ?? text)}
      </pre>
      {cut !== null && (
        <Button size="sm" variant="ghost" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show less' : `Show all ${formatCount(text.length)} characters`}
        </Button>
      )}
    </div>
  );
}
