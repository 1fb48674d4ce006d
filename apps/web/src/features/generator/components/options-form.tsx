import { useQuery } from '@tanstack/react-query';
import { modelsQuery } from '../../../api/queries.js';
import { Disclosure } from '../../../ui/disclosure.js';
import { CheckField, SelectField, TextField } from '../../../ui/field.js';
import { defaultConcurrency } from '../model/job-progress.js';
import type { JobForm } from '../model/job-form.js';

/** How the job is to be run. What stays empty keeps its default. */
export function OptionsForm({
  form,
  onChange,
}: {
  form: JobForm;
  onChange: (form: JobForm) => void;
}) {
  const { data: models } = useQuery(modelsQuery);
  const number = (
    name: NumberName,
    placeholder: string,
    rest: { min?: number; step?: string },
  ) => ({
    type: 'number',
    min: 1,
    value: form[name],
    placeholder,
    onChange: ({ target }: { target: HTMLInputElement }) =>
      onChange({ ...form, [name]: target.value }),
    ...rest,
  });
  const tick = (name: 'reuse' | 'skipBadSeeds' | 'wrap') => ({
    checked: form[name],
    onChange: ({ target }: { target: HTMLInputElement }) =>
      onChange({ ...form, [name]: target.checked }),
  });
  return (
    <div className="grid gap-3 py-3">
      <div className="grid grid-cols-2 gap-3 px-4">
        <SelectField
          label="Model"
          className="col-span-2"
          help="For the steps that name none"
          value={form.model}
          onChange={({ target }) => onChange({ ...form, model: target.value })}
        >
          <option value="">Default</option>
          {models
            ?.filter(({ kind }) => kind === 'llm')
            .map(({ id, name }) => (
              <option key={id} value={name}>
                {name}
              </option>
            ))}
        </SelectField>
        <TextField label="At once" {...number('concurrency', String(defaultConcurrency), {})} />
        <TextField label="First seeds only" {...number('limit', 'all', {})} />
        <TextField label="Target records" {...number('target_records', 'none', {})} />
        <TextField label="Most executions" {...number('max_executions', 'target × 10', {})} />
      </div>
      <Disclosure summary={<span className="font-medium">Limits and more</span>}>
        <div className="grid gap-3 px-4 pb-3">
          <div className="grid grid-cols-2 gap-3">
            <TextField
              label="Cost, dollars"
              {...number('max_total_cost', 'no limit', { min: 0, step: 'any' })}
            />
            <TextField label="Tokens" {...number('max_total_tokens', 'no limit', {})} />
            <TextField label="Seconds" {...number('max_total_execution_time', 'no limit', {})} />
            <TextField label="Random seed" {...number('random_seed', 'random', { min: 0 })} />
          </div>
          <CheckField label="Reuse stored calls of other jobs" {...tick('reuse')} />
          <CheckField label="Skip bad seeds" {...tick('skipBadSeeds')} />
          <CheckField label="Take plain objects as metadata" {...tick('wrap')} />
        </div>
      </Disclosure>
    </div>
  );
}

type NumberName = Exclude<keyof JobForm, 'model' | 'reuse' | 'skipBadSeeds' | 'wrap'>;
