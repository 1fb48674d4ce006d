import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode, type SubmitEvent } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { signIn } from '../../../api/session.js';
import { Button } from '../../../ui/button.js';
import { ErrorNote } from '../../../ui/error-note.js';
import { readCode, readTarget } from '../read-address.js';

/** Takes the token of a server that other machines reach, or the code of its link. */
export function LoginPage() {
  const { search, hash } = useLocation();
  const navigate = useNavigate();
  const { mutate, error, isPending } = useMutation({
    mutationFn: signIn,
    onSuccess: () => void navigate(readTarget(search), { replace: true }),
  });
  const code = readCode(hash);
  const usedCode = useRef<string>(undefined);
  useEffect(() => {
    if (code === undefined || usedCode.current === code) return;
    usedCode.current = code;
    void navigate({ search, hash: '' }, { replace: true });
    mutate({ code });
  }, [code, mutate, navigate, search]);

  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const actor = textOf(form, 'actor');
    mutate({ token: textOf(form, 'token'), ...(actor === '' ? {} : { actor }) });
  };
  return (
    <main className="mx-auto flex min-h-full w-full max-w-96 flex-col justify-center gap-4 p-6">
      <title>Sign in · DataGenFlow</title>
      <h1 className="text-16 font-semibold">Sign in to DataGenFlow</h1>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label="Token" hint="Where the server runs, npm run dgf -- token show prints it.">
          <input
            name="token"
            type="password"
            autoComplete="current-password"
            required
            className={inputClass}
          />
        </Field>
        <Field label="Your name (optional)" hint="Stands in the history of records you review.">
          <input name="actor" autoComplete="name" maxLength={80} className={inputClass} />
        </Field>
        {error && <ErrorNote error={error} />}
        <Button type="submit" variant="primary" disabled={isPending}>
          {isPending ? 'Signing in …' : 'Sign in'}
        </Button>
      </form>
    </main>
  );
}

const inputClass =
  'h-8 w-full rounded-6 border border-line-strong bg-surface px-2 text-13 text-ink';

function Field({ label, hint, children }: { label: string; hint: string; children: ReactNode }) {
  return (
    <label className="flex flex-col gap-1">
      <span className="text-13 font-medium">{label}</span>
      {children}
      <span className="text-12 text-ink-3">{hint}</span>
    </label>
  );
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
