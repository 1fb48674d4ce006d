import type { ApiClient } from '@datagenflow/contracts';
import { readToken } from '@datagenflow/runtime/settings';
import { createApiClient } from '../job-host/create-api-client.js';
import { readEndpoint } from '../server/read-endpoint.js';
import { DgfCommand } from './dgf-command.js';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** What the commands share that ask a server. */
export abstract class ServerCommand extends DgfCommand {
  /** The server that `DATAGENFLOW_ENDPOINT` names. The token file of this machine goes to no other. */
  protected async connect(flags: { 'data-dir'?: string | undefined }): Promise<ApiClient> {
    const config = this.readConfig(flags);
    const { url } = readEndpoint(config.cwd, process.env);
    const isHere = LOOPBACK.includes(new URL(url).hostname);
    return createApiClient(url, isHere ? await readToken(config) : config.token);
  }
}
