// Text of strangers in e-mail, which is plain text: one line, no link that a mail program would open.
import { cut, visible } from '../text/quote.ts';

/** `text` on one line of a body, cut where it is long. */
export function plain(text: string, longest: number): string {
  return cut(visible(text).replaceAll('://', '[:]//'), longest);
}

/** SNS wants less than 100 characters (G5). */
const LONGEST_SUBJECT = 99;

/** A subject: printable ASCII, nothing that a mail program would decode. */
export function subjectLine(text: string): string {
  const ascii = visible(text)
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .replaceAll('=?', '= ?')
    .replaceAll(/ +/g, ' ');
  return ascii.length > LONGEST_SUBJECT ? `${ascii.slice(0, LONGEST_SUBJECT - '...'.length)}...` : ascii;
}
