import { exportLines, type Runtime } from '@datagenflow/runtime';

/** Records of a job whose state is as it should be. */
export async function countStates(
  runtime: Runtime,
  jobId: number,
  isRight: (state: Record<string, unknown>) => boolean,
): Promise<number> {
  let count = 0;
  for await (const page of exportLines(runtime, { job_id: jobId })) {
    for (const line of page.trimEnd().split('\n')) {
      if (isRight(JSON.parse(line).accumulated_state)) count += 1;
    }
  }
  return count;
}

/** Whether a value is a text that is not empty. */
export function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
