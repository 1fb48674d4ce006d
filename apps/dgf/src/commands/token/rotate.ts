import { rotateToken } from '@datagenflow/runtime';
import { DgfCommand } from '../../command/dgf-command.js';

/** Replaces the token that other machines sign in with. */
export default class RotateToken extends DgfCommand {
  static override summary = 'Replace the token of the server';
  static override description =
    'The old one stops working at once, in a server that is up too; all browsers are signed out.';
  static override examples = ['<%= config.bin %> token rotate'];

  override async run(): Promise<{ token: string }> {
    const { flags } = await this.parse(RotateToken);
    const token = (await rotateToken(this.readConfig(flags))).reveal();
    this.log(token);
    this.say('The old token works no longer. All browsers are signed out.');
    return { token };
  }
}
