import type { Id } from '@datagenflow/contracts';

/** A line to copy, and what it does. */
export interface DeveloperLine {
  label: string;
  text: string;
}

/** How a pipeline is used without these pages. @param origin of the server, such as `http://localhost:8000` */
export function listDeveloperLines(id: Id, origin: string): DeveloperLine[] {
  return [
    { label: 'Pipeline id', text: String(id) },
    {
      label: 'Start a job over the HTTP API',
      text: `curl -F pipeline_id=${id} -F file=@seeds.json ${origin}/api/generate`,
    },
    {
      label: 'Run it once, storing nothing',
      text: `curl -H 'Content-Type: application/json' -d '{"topic": "bicycles"}' ${origin}/api/pipelines/${id}/execute`,
    },
    {
      label: 'Run it in the terminal',
      text: `dgf run ${id} seeds.json -o records.jsonl`,
    },
    { label: 'Debug one seed', text: `dgf debug ${id} --seed seeds.json` },
  ];
}
