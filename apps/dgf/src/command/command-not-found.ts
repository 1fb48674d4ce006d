import type { Hook } from '@oclif/core';
import { nearestNames } from '@datagenflow/schemas';
import { hintsFor } from '../program/program-name.js';
import { EXIT } from './exit-code.js';

/** Says which command a mistyped one may have meant. Exits 2, as wrong usage does. */
export const commandNotFound: Hook.CommandNotFound = async function ({ id, config, context }) {
  const typed = id.replaceAll(':', ' ');
  const known = config.commandIDs.map((each) => each.replaceAll(':', ' '));
  const [first = '', second] = typed.split(' ');
  const nearest = nearestNames(typed, known);
  const topics = config.topics.map(({ name }) => name);
  const byTopic = second === undefined ? [] : nearestNames(first, topics);
  const other = nearest.length > 0 ? nearest : byTopic.map((topic) => `${topic} --help`);
  const hint =
    other.length > 0
      ? `Did you mean: ${other.map((each) => `dgf ${each}`).join(', or ')}`
      : 'See all commands with: dgf --help';
  const inThisProgram = hintsFor(process.env['DATAGENFLOW_COMMAND']);
  process.stderr.write(`${inThisProgram(`✗ Command '${typed}' not found. ${hint}`)}\n`);
  context.exit(EXIT.usage);
};
