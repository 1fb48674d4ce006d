import { styleText } from 'node:util';

/** Colours that mean something here. */
export type Colour = 'green' | 'red' | 'yellow' | 'dim';

/** Text in a colour, on terminals that want one; plain in pipes and with `NO_COLOR`. */
export function paint(colour: Colour, text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}
