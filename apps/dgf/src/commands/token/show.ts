import { NotFoundError } from '@datagenflow/contracts';
import { readToken } from '@datagenflow/runtime/settings';
import { DgfCommand } from '../../command/dgf-command.js';

/** Prints the token that other machines sign in with. */
export default class ShowToken extends DgfCommand {
  static override summary = 'Print the token of the server';
  static override description =
    'For signing in from other machines, when HOST is set to another address than this machine’s own. It is DATAGENFLOW_TOKEN, or is kept in the data directory.';
  static override examples = ['<%= config.bin %> token show'];

  override async run(): Promise<{ token: string }> {
    const { flags } = await this.parse(ShowToken);
    const token = (await readToken(this.readConfig(flags)))?.reveal();
    if (token === undefined) throw noToken();
    this.log(token);
    return { token };
  }
}

function noToken(): NotFoundError {
  return new NotFoundError(
    'There is no token yet. The server makes one when it starts for other machines (HOST=0.0.0.0), or now: dgf token rotate',
    { code: 'no_token' },
  );
}
