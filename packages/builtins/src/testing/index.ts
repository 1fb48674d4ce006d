export { startLangfuse, type LangfuseFault, type LangfuseServer } from './start-langfuse.js';
