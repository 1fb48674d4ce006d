import { BaseBlock, Type, defineBlock, fieldRef, type BlockContext } from '@datagenflow/block-sdk';

const definition = defineBlock({
  name: 'Mask E-mails',
  description: 'Replaces e-mail addresses in a text',
  category: 'utilities',
  inputs: ['*'],
  outputs: ['text', 'masked_count'],
  config: Type.Object({
    field: Type.String(fieldRef({ default: 'text', description: 'The field that holds the text' })),
    mask: Type.String({ default: '[e-mail]', description: 'What stands in for an address' }),
  }),
});

/** Replaces e-mail addresses. A class like any other, typed by a definition that has a name. */
export class MaskEmails extends BaseBlock<typeof definition> {
  static readonly definition = definition;

  override requiredFields({ field }: { field: string }): string[] {
    return [field];
  }

  async execute(context: BlockContext) {
    const { field, mask } = this.config;
    const addresses = /[^\s@<>,;]{1,64}@[^\s@<>,;]{1,255}\.[a-z]{2,}/gi;
    const text = context.get(field, '');
    const masked_count = text.match(addresses)?.length ?? 0;
    context.log.info(`masked ${masked_count}`);
    return { text: text.replace(addresses, () => mask), masked_count };
  }
}
