import { Flags } from '@oclif/core';
import { ConfigError, type Job } from '@datagenflow/contracts';
import { jobArg, JobCommand } from '../../command/job-command.js';

/** Goes on with a job. */
export default class Resume extends JobCommand {
  static override summary = 'Go on with a job that is paused, or was cancelled, stopped or failed';
  static override description = 'Without a server it runs here, and this waits for its end.';
  static override examples = [
    '<%= config.bin %> jobs resume 12',
    '<%= config.bin %> jobs resume 12 --max-tokens 500000 --concurrency 64',
  ];
  static override args = { job: jobArg() };
  static override flags = {
    concurrency: Flags.integer({ char: 'c', min: 1, description: 'Executions at once' }),
    'max-executions': Flags.integer({
      min: 1,
      description: 'With a target: where it stops trying',
    }),
    'max-tokens': Flags.integer({ min: -1, description: 'Limit of all tokens; -1 is none' }),
    'max-cost': Flags.string({ helpValue: 'USD', description: 'Limit of the cost; -1 is none' }),
  };

  override async run(): Promise<Job> {
    const { args, flags } = await this.parse(Resume);
    await using host = await this.openHost(flags);
    const { concurrency, 'max-tokens': tokens, 'max-cost': cost } = flags;
    const most = flags['max-executions'];
    const constraints = {
      ...(tokens === undefined ? {} : { max_total_tokens: tokens }),
      ...(cost === undefined ? {} : { max_total_cost: readCost(cost) }),
    };
    const job = await host.goOn(args.job, {
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(most === undefined ? {} : { max_executions: most }),
      ...(Object.keys(constraints).length === 0 ? {} : { constraints }),
    });
    return await this.settle(host, job);
  }
}

function readCost(text: string): number {
  const cost = Number(text.trim() || Number.NaN);
  if (Number.isFinite(cost) && cost >= -1) return cost;
  throw new ConfigError(`--max-cost needs US dollars, such as 2.50, not '${text}'.`, {
    code: 'max_cost_invalid',
  });
}
