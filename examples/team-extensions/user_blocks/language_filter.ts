import { BaseBlock, Type, block, prompt, type BlockContext } from '@datagenflow/block-sdk';
import { franc } from 'franc-min';

/** Tells the language of a text, and drops what is not wanted. */
export const LanguageFilter = block(
  class extends BaseBlock.define({
    name: 'Language Filter',
    description: 'Tells the language of a text, and drops the text when it is not a wanted one',
    category: 'validators',
    inputs: [],
    outputs: ['language'],
    dependencies: ['franc-min@^6.2.0'],
    config: Type.Object({
      text: Type.String(prompt({ default: '{{ ticket }}', description: 'The text to look at' })),
      languages: Type.Array(Type.String({ pattern: '^[a-z]{3}$' }), {
        default: ['eng'],
        description: 'Wanted languages as ISO 639-3 codes; none keeps all',
      }),
    }),
  }) {
    async execute(context: BlockContext) {
      const { text, languages } = this.config;
      const language = franc(context.render(text));
      if (languages.length > 0 && !languages.includes(language)) {
        context.drop(`language ${language}`);
      }
      return { language };
    }
  },
);
