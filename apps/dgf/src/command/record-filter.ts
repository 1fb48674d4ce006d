import { Flags, type Interfaces } from '@oclif/core';

/** Which records a command is about. */
export const recordFlags = {
  job: Flags.integer({ min: 1, helpValue: 'ID', description: 'Records of this job' }),
  pipeline: Flags.integer({ min: 1, helpValue: 'ID', description: 'Records of this pipeline' }),
  status: Flags.option({
    options: ['pending', 'accepted', 'rejected'] as const,
    description: 'What was decided on them',
  })(),
};

/** The flags as the server wants them. */
export function toRecordQuery(flags: Interfaces.InferredFlags<typeof recordFlags>) {
  const { job, pipeline, status } = flags;
  return {
    ...(job === undefined ? {} : { job_id: job }),
    ...(pipeline === undefined ? {} : { pipeline_id: pipeline }),
    ...(status === undefined ? {} : { status }),
  };
}
