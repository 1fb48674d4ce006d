import { expect, test } from 'vitest';
import { readConfig } from '../config.js';

function read(env: Record<string, string>) {
  const { model } = readConfig('.', env);
  return model && { ...model, apiKey: model.apiKey?.reveal() };
}

test.each([
  [{}, undefined],
  [{ LLM_ENDPOINT: ' ', LLM_API_KEY: '', LLM_MODEL: '' }, undefined],
  [{ LLM_API_KEY: 'sk-ant-1' }, ['anthropic', '', 'claude-haiku-4-5', 'sk-ant-1']],
  [{ LLM_API_KEY: 'AIza1' }, ['gemini', '', 'gemini-2.5-flash', 'AIza1']],
  [{ LLM_API_KEY: 'sk-or-1' }, ['openrouter', '', 'openai/gpt-4.1-mini', 'sk-or-1']],
  [{ LLM_API_KEY: 'sk-1\n' }, ['openai', '', 'gpt-4.1-mini', 'sk-1']],
  [{ LLM_API_KEY: 'sk-1', LLM_MODEL: 'gpt-5' }, ['openai', '', 'gpt-5', 'sk-1']],
  [
    { LLM_ENDPOINT: 'http://localhost:11434/v1/chat/completions', LLM_MODEL: 'llama3' },
    ['ollama', 'http://localhost:11434/v1', 'llama3', undefined],
  ],
  [
    { LLM_ENDPOINT: 'https://gpu.example/v1/', LLM_MODEL: 'm', LLM_API_KEY: 'sk-1' },
    ['custom', 'https://gpu.example/v1', 'm', 'sk-1'],
  ],
])('%j', (env, expected) => {
  const [provider, endpoint, modelName, apiKey] = expected ?? [];
  expect(read(env)).toEqual(expected && { provider, endpoint, modelName, apiKey });
});

test.each([
  [{ LLM_API_KEY: 'gsk_1' }, 'LLM_ENDPOINT'],
  [{ LLM_MODEL: 'llama3' }, 'LLM_ENDPOINT'],
  [{ LLM_ENDPOINT: 'localhost:11434' }, 'LLM_ENDPOINT'],
  [{ LLM_ENDPOINT: 'https://me:secret@a/v1', LLM_MODEL: 'm' }, 'LLM_ENDPOINT'],
  [{ LLM_ENDPOINT: 'https://a/v1?key=secret', LLM_MODEL: 'm' }, 'LLM_ENDPOINT'],
  [{ LLM_ENDPOINT: 'https://gpu.example/v1' }, 'LLM_MODEL'],
  [{ LLM_API_KEY: 'sk-secret with spaces' }, 'LLM_API_KEY'],
  [{ DATAGENFLOW_MASTER_KEY: 'secret' }, 'DATAGENFLOW_MASTER_KEY'],
])('%j is refused with the name of the variable, not its secret', (env, setting) => {
  const refused = expect.objectContaining({ code: 'setting_invalid' });
  expect(() => read(env)).toThrow(refused);
  expect(() => read(env)).toThrow(setting);
  expect(() => read(env)).not.toThrow(/secret/);
});
