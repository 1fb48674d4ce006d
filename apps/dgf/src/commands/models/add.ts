import { Args, Flags, type Interfaces } from '@oclif/core';
import { ConfigError, type Model, type ModelInput } from '@datagenflow/contracts';
import { DgfCommand } from '../../command/dgf-command.js';
import { kindFlag } from '../../model-host/kind-flag.js';
import { openModelHost } from '../../model-host/open-model-host.js';
import { readKey } from '../../model-host/read-key.js';

/** Configures a model, or changes the one of that name. */
export default class Add extends DgfCommand {
  static override summary = 'Configure a model, or change the one of that name';
  static override description =
    'What is left out stays as it is, or is chosen by the provider. A provider is recognised by its endpoint or the beginning of its key. Keys are stored encrypted and only ever sent to the endpoint they were entered for.';
  static override examples = [
    '<%= config.bin %> models add main --key-env OPENAI_API_KEY',
    '<%= config.bin %> models add local --provider ollama --model llama3.2 --default',
    '<%= config.bin %> models add box --endpoint http://gpu-box:8000/v1 --model my-model --key-stdin < key.txt',
  ];
  static override args = {
    name: Args.string({ description: 'Name of the model here', required: true }),
  };
  static override flags = {
    kind: kindFlag(),
    provider: Flags.string({
      helpValue: 'NAME',
      description:
        'openai, anthropic, gemini, openrouter, azure, ollama, lmstudio, vllm, custom, demo',
    }),
    endpoint: Flags.string({
      helpValue: 'URL',
      description: 'Base URL; by default the provider’s',
    }),
    model: Flags.string({
      char: 'm',
      helpValue: 'NAME',
      description: 'Its name at the provider; by default the provider’s choice',
    }),
    'key-env': Flags.string({
      helpValue: 'NAME',
      description: 'Environment variable that holds the key',
      exclusive: ['key-stdin'],
    }),
    'key-stdin': Flags.boolean({ description: 'Read the key from stdin' }),
    default: Flags.boolean({ description: 'Make it the default model' }),
    dimensions: Flags.integer({ min: 1, helpValue: 'N', description: 'Length of an embedding' }),
    concurrency: Flags.integer({ min: 1, helpValue: 'N', description: 'Requests at once' }),
    rpm: Flags.integer({ min: 1, helpValue: 'N', description: 'Requests per minute' }),
    tpm: Flags.integer({ min: 1, helpValue: 'N', description: 'Tokens per minute' }),
    prices: Flags.string({
      helpValue: 'IN,OUT',
      description: 'US dollars per million tokens, such as 0.4,1.6',
    }),
  };

  override async run(): Promise<Model> {
    const { args, flags } = await this.parse(Add);
    const source = { env: flags['key-env'], stdin: flags['key-stdin'] };
    const key = await readKey(source, process.cwd());
    await using host = await openModelHost(this.readConfig(flags));
    const input = toInput(args.name, flags);
    const model = await host.save(
      flags.kind,
      key === undefined ? input : { ...input, api_key: key },
    );
    const mark = model.is_default ? ', the default' : '';
    this.log(`✓ ${model.kind} model '${model.name}': ${model.provider} ${model.model_name}${mark}`);
    const kind = model.kind === 'llm' ? '' : ' --kind embedding';
    this.say(`Test it with: dgf models test ${model.name}${kind}`);
    return model;
  }
}

function toInput(name: string, flags: Interfaces.InferredFlags<typeof Add.flags>): ModelInput {
  const { provider, endpoint, model, dimensions, concurrency, rpm, tpm, prices } = flags;
  const limits = {
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(rpm === undefined ? {} : { requests_per_minute: rpm }),
    ...(tpm === undefined ? {} : { tokens_per_minute: tpm }),
  };
  return {
    name,
    ...(provider === undefined ? {} : { provider }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(model === undefined ? {} : { model_name: model }),
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(prices === undefined ? {} : { prices: readPrices(prices) }),
    ...(flags.default ? { is_default: true } : {}),
  };
}

function readPrices(text: string): NonNullable<ModelInput['prices']> {
  const [input, output, ...rest] = text.split(',').map((part) => Number(part.trim() || Number.NaN));
  const isPrice = (value: number | undefined): value is number =>
    value !== undefined && Number.isFinite(value) && value >= 0;
  if (isPrice(input) && isPrice(output) && rest.length === 0) return { input, output };
  throw new ConfigError(`--prices needs IN,OUT in US dollars, such as 0.4,1.6, not '${text}'.`, {
    code: 'prices_invalid',
  });
}
