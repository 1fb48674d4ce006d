export { readToken } from './auth/access-token.js';
export { readConfig, readEnvironment, type Environment, type RuntimeConfig } from './config.js';
