// Pages that mislead a client which does not look closely.
import { tokenAt } from './pages.ts';
import type { Call, Output, Paged } from './service.ts';

/** Takes the items out of a page and leads to the same page again. */
export function emptyPage(output: Output, call: Call, paged: Paged | undefined): Output {
  if (paged === undefined) return output;
  const lists = Object.fromEntries(paged.items.map((name) => [name, []]));
  return { ...output, ...lists, ...onward(call, paged) };
}

/** Leaves the items of a page and leads to the same page again. */
export function repeatedToken(output: Output, call: Call, paged: Paged | undefined): Output {
  return paged === undefined ? output : { ...output, ...onward(call, paged) };
}

function onward({ input }: Call, { inputToken, outputToken, more }: Paged): Output {
  const here = input[inputToken];
  const token = typeof here === 'string' && here !== '' ? here : tokenAt(0);
  return { [outputToken]: token, ...(more === undefined ? {} : { [more]: true }) };
}
