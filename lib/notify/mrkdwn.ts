// Text of strangers in Slack's mrkdwn, which Amazon Q passes on: nothing in it is a mention, a link or markup (G19, G20).

import { inert } from '../text/inert.ts';
import { cut, visible } from '../text/quote.ts';
import { isLink } from './report-link.ts';

/** The one escape: `text` as code on one line, cut where it is long. */
export function mrkdwnCode(text: string, longest: number): string {
  const line = cut(visible(text), longest).replaceAll('`', "'");
  const escaped = line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `\`${escaped}\``;
}

/** A sentence on one line, with code for every word that is not plain, wildcards and ARNs among them; at most half as long again as `longest`. */
export function mrkdwn(text: string, longest: number): string {
  const words = inert(text, longest, (word) => mrkdwnCode(word, word.length));
  // An escape takes five characters: text that is nothing but markup is no sentence.
  return words.length <= longest * 1.5 ? words : mrkdwnCode(text, Math.floor(longest / 5));
}

const LONGEST_ADDRESS = 200;

/** The deployment's own address as a link, if it is surely one and nothing else; otherwise as code. */
export function mrkdwnLink(url: string): string {
  return isLink(url) ? `<${url.replaceAll('&', '&amp;')}|open>` : mrkdwnCode(url, LONGEST_ADDRESS);
}
