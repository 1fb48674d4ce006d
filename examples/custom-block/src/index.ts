export { MaskEmails } from './mask-emails.ts';
export { SplitParagraphs } from './split-paragraphs.ts';
export { TicketTriage } from './ticket-triage.ts';
