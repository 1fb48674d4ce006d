/** What is known of a provider. */
export interface Preset {
  name: string;
  /** For people. */
  title: string;
  /** Base URL of its OpenAI-compatible API; null: it has to be given. */
  base_url: string | null;
  default_model: string | null;
  default_embedding_model: string | null;
  needs_key: boolean;
  /** Header that carries the key. */
  key_header: 'authorization' | 'api-key';
  /** Name of the parameter that limits an answer’s length. */
  max_tokens_field: 'max_tokens' | 'max_completion_tokens';
  /** The most that is worth trying to get JSON; absent: found out. */
  response_format?: 'json_schema' | 'json_object' | 'none';
}

type Sketch = Pick<Preset, 'name' | 'title'> & Partial<Preset>;

/** All presets but `demo`, which needs none. `custom` is any other compatible endpoint. */
export const PRESETS: readonly Preset[] = [
  preset({
    name: 'openai',
    title: 'OpenAI',
    base_url: 'https://api.openai.com/v1',
    default_model: 'gpt-4.1-mini',
    default_embedding_model: 'text-embedding-3-small',
    max_tokens_field: 'max_completion_tokens',
  }),
  preset({
    name: 'anthropic',
    title: 'Anthropic',
    base_url: 'https://api.anthropic.com/v1',
    default_model: 'claude-haiku-4-5',
    response_format: 'none',
  }),
  preset({
    name: 'gemini',
    title: 'Google Gemini',
    base_url: 'https://generativelanguage.googleapis.com/v1beta/openai',
    default_model: 'gemini-2.5-flash',
    default_embedding_model: 'gemini-embedding-001',
  }),
  preset({
    name: 'openrouter',
    title: 'OpenRouter',
    base_url: 'https://openrouter.ai/api/v1',
    default_model: 'openai/gpt-4.1-mini',
  }),
  preset({
    name: 'azure',
    title: 'Azure OpenAI',
    key_header: 'api-key',
    max_tokens_field: 'max_completion_tokens',
  }),
  preset({
    name: 'ollama',
    title: 'Ollama',
    base_url: 'http://localhost:11434/v1',
    default_model: 'llama3.2',
    default_embedding_model: 'nomic-embed-text',
    needs_key: false,
  }),
  preset({
    name: 'lmstudio',
    title: 'LM Studio',
    base_url: 'http://localhost:1234/v1',
    needs_key: false,
  }),
  preset({
    name: 'vllm',
    title: 'vLLM',
    base_url: 'http://localhost:8000/v1',
    needs_key: false,
  }),
  preset({ name: 'custom', title: 'Any compatible endpoint', needs_key: false }),
];

function preset(sketch: Sketch): Preset {
  return {
    base_url: null,
    default_model: null,
    default_embedding_model: null,
    needs_key: true,
    key_header: 'authorization',
    max_tokens_field: 'max_tokens',
    ...sketch,
  };
}
