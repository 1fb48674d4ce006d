import { resolve } from 'node:path';
import { Command, Errors, Flags } from '@oclif/core';
import { DataGenFlowError, type ErrorBody } from '@datagenflow/contracts';
import { readConfig, readEnvironment, type RuntimeConfig } from '@datagenflow/runtime/settings';
import { nearestNames } from '@datagenflow/schemas';
import { hintsFor } from '../program/program-name.js';
import { exitCodeOf } from './exit-code.js';
import { USAGE_CODE } from './usage-error.js';

/** What all commands share: `--json`, `--data-dir`, and errors that say what to do. */
export abstract class DgfCommand extends Command {
  static override enableJsonFlag = true;

  static override baseFlags = {
    'data-dir': Flags.string({
      description: 'Directory of the database and uploads [default: data]',
      helpValue: 'DIR',
      helpGroup: 'GLOBAL',
    }),
  };

  /** The settings of this directory, with what flags replace. */
  protected readConfig(
    flags: { 'data-dir'?: string | undefined },
    overrides: Record<string, string | undefined> = {},
  ): RuntimeConfig {
    const cwd = process.cwd();
    const dataDir = flags['data-dir'];
    return readConfig(cwd, {
      ...readEnvironment(cwd, process.env),
      ...(dataDir === undefined ? {} : { DATAGENFLOW_DATA_DIR: resolve(cwd, dataDir) }),
      ...Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined)),
    });
  }

  /** For people only: to stderr, so that results can be piped. Silent with --json. */
  protected say(text: string): void {
    if (this.jsonEnabled()) return;
    const inThisProgram = hintsFor(process.env['DATAGENFLOW_COMMAND']);
    process.stderr.write(`${inThisProgram(text)}\n`);
  }

  /** Something to know that stopped nothing. */
  protected readonly sayWarning = (message: string): void => this.say(`! ${message}`);

  /** Takes the lines of the log. */
  protected readonly writeLog = (text: string): void => {
    process.stderr.write(text);
  };

  protected override async catch(error: Error & { exitCode?: number }): Promise<unknown> {
    if (!(error instanceof DataGenFlowError)) return super.catch(this.#withHint(error));
    process.exitCode = exitCodeOf(error);
    if (this.jsonEnabled()) this.logJson(error.toJSON());
    else this.say(`✗ ${error.message}${suggest(error)}`);
    return undefined;
  }

  /** With --json, of what is no error of ours: wrong usage, or a bug. */
  protected override toErrorJson(error: Error): ErrorBody {
    const code = error instanceof Errors.CLIError ? USAGE_CODE : 'internal';
    return { error: error.message, code, detail: {} };
  }

  /** Names the flags that an unknown one may have meant. */
  #withHint<E extends Error>(error: E): E {
    const { flags: unknown } = error as { flags?: unknown };
    if (error.constructor.name !== 'NonExistentFlagsError' || !Array.isArray(unknown)) return error;
    const known = Object.keys({ ...this.ctor.baseFlags, ...this.ctor.flags }).map(
      (name) => `--${name}`,
    );
    const nearest = unknown.flatMap((flag) => nearestNames(String(flag), known, 1));
    if (nearest.length > 0) error.message += `\nDid you mean ${nearest.join(' and ')}?`;
    return error;
  }
}

/** The nearest names, for errors whose message does not hold them. */
function suggest({ message, detail }: DataGenFlowError): string {
  const { nearest } = detail;
  if (!Array.isArray(nearest) || nearest.length === 0 || message.includes('Did you mean'))
    return '';
  return `. Did you mean ${nearest.join(' or ')}?`;
}
