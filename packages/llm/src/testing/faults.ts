/**
 * Something that goes wrong with one request.
 * - `status`: an error answer; with `echo_key` its body repeats the Authorization header.
 * - `reset`: the connection is cut before any answer; `hang`: no answer ever comes.
 * - `cut`: the answer ends after so many bytes; `clean` pretends that this was all.
 * - `drip`: one byte every `every_ms`; `flood`: a body of so many bytes.
 * - `body`: exactly this text, with status 200; `redirect`: to that address.
 * - `message`: a proper answer with this message and reason.
 */
export type Fault =
  | {
      kind: 'status';
      status: number;
      retry_after?: string;
      message?: string;
      code?: string;
      echo_key?: boolean;
    }
  | { kind: 'reset' }
  | { kind: 'hang' }
  | { kind: 'cut'; bytes: number; clean?: boolean }
  | { kind: 'drip'; every_ms: number }
  | { kind: 'flood'; bytes: number }
  | { kind: 'body'; text: string; content_type?: string }
  | { kind: 'redirect'; to: string }
  | { kind: 'message'; message: Record<string, unknown>; finish_reason?: string | null };
