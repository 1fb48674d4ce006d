import type { BlockInfo } from '@datagenflow/contracts';
import { clsx } from 'clsx';
import { Badge } from '../../../ui/badge.js';
import { BlockSquare } from '../../../ui/block-chip.js';
import { Button } from '../../../ui/button.js';
import { Disclosure } from '../../../ui/disclosure.js';
import { useToast } from '../../../ui/toaster.js';
import { useValidateBlock } from '../queries.js';
import { BlockDocs } from './block-docs.js';
import { Dependencies } from './dependencies.js';

/** One block: where it comes from, whether it can be used, and on demand what it does. */
export function BlockRow({ block, uses }: { block: BlockInfo; uses: number }) {
  const { available, unavailable, error, source, type, name, category } = block;
  const validate = useValidateBlock();
  const toast = useToast();
  const check = () =>
    validate.mutate(type, {
      onSuccess: ({ valid, error: why }) =>
        toast(valid ? { text: `${type} is valid.` } : { text: why ?? '', isError: true }),
      onError: ({ message }) => toast({ text: message, isError: true }),
    });
  return (
    <li
      aria-label={type}
      className={clsx(
        'border-b border-line last:border-0',
        !available && 'border-l-2 border-l-bad-fill',
      )}
    >
      <Disclosure
        summary={
          <>
            <BlockSquare category={category} />
            <span className="min-w-0 truncate font-medium">{name}</span>
            <Badge tone={source === 'builtin' ? 'neutral' : 'accent'}>{source}</Badge>
            {!available && (
              <Badge tone="bad">
                {unavailable?.reason === 'dependencies_missing'
                  ? 'package missing'
                  : 'failed to load'}
              </Badge>
            )}
            <span className="ml-auto text-12 whitespace-nowrap text-ink-3">
              {uses === 0 ? 'not used' : `in ${uses} ${uses === 1 ? 'pipeline' : 'pipelines'}`}
            </span>
          </>
        }
      >
        <BlockDocs block={block} />
      </Disclosure>
      {(!available || source !== 'builtin') && (
        <div className="grid grid-cols-1 gap-2 px-4 pb-3 pl-10">
          {unavailable && (
            <p className="font-mono text-12 break-words text-bad">
              {[unavailable.file, unavailable.line, unavailable.column]
                .filter((part) => part !== null)
                .join(':')}
            </p>
          )}
          {error !== null && (
            <pre className="rounded-6 bg-bad-soft px-3 py-2 font-mono text-12 wrap-anywhere whitespace-pre-wrap text-bad">
              {error}
            </pre>
          )}
          {block.dependencies.length > 0 && <Dependencies type={type} />}
          <Button
            size="sm"
            className="justify-self-start"
            disabled={validate.isPending}
            onClick={check}
          >
            Validate
          </Button>
        </div>
      )}
    </li>
  );
}
