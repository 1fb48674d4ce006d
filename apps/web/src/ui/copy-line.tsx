import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button.js';

const shownMs = 2_000;

/** A line to be copied. Where the browser allows no copying, the text can be selected. */
export function CopyLine({ label, text }: { label: string; text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), shownMs);
  };
  return (
    <div className="min-w-0">
      <p className="mb-1 text-12 text-ink-3">{label}</p>
      <div className="flex items-start gap-2 rounded-6 bg-sunken py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 py-0.5 font-mono text-12 leading-5 wrap-anywhere whitespace-pre-wrap select-all">
          {text}
        </code>
        {'clipboard' in navigator && (
          <Button
            variant="ghost"
            size="sm"
            aria-label={`Copy: ${label}`}
            title="Copy"
            onClick={() => void copy()}
          >
            {isCopied ? <Check className="text-ok" /> : <Copy />}
          </Button>
        )}
      </div>
    </div>
  );
}
