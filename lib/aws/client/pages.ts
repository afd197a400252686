// Lists that come in pages: all of a list, or unknown. A list that lacks a page is never taken for the list.
import type { AnswerOf } from '../api/answers.ts';
import { ENDLESS_PAGES } from '../api/call-error.ts';
import type { Api } from '../api/permissions.ts';
import { call, type Read, type SendOptions, type Unknown } from './call.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** Undefined on the last page. An empty page may have a next one (F20). */
  readonly next: string | undefined;
}

export interface PagedQuestion<A extends Api, T> {
  readonly api: A;
  readonly send: (token: string | undefined, options: SendOptions) => Promise<unknown>;
  /** The page; undefined where it does not answer this question. */
  readonly read: (answer: AnswerOf<A>) => Page<T> | undefined;
}

/** AWS's largest list, 100,000 repositories in pages of 100 tags, has a tenth of that. */
const MOST_PAGES = 10_000;

/** Every item of a list. Unknown when a page failed, when a token came twice, or when the pages do not end. */
export async function everyPage<A extends Api, T>(signal: AbortSignal, question: PagedQuestion<A, T>): Promise<Read<readonly T[]>> {
  const { api, read } = question;
  const items: T[] = [];
  const tokens = new Set<string>();
  let token: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const current = token;
    const page = await call(signal, { api, send: (options) => question.send(current, options), read });
    if (page.status === 'unknown') return page;
    for (const item of page.value.items) items.push(item);
    token = page.value.next;
    if (token === undefined) return { status: 'present', value: items };
    if (tokens.has(token)) return endless(api, 'AWS gave a page token twice');
    tokens.add(token);
  }
  return endless(api, `more than ${MOST_PAGES} pages`);
}

/** A page with its token, which may be empty on the last one. */
export function pageOf<T>(items: readonly T[], token: string | null | undefined): Page<T> {
  return { items, next: token === null || token === '' ? undefined : token };
}

function endless(api: Api, message: string): Unknown {
  return { status: 'unknown', error: { code: ENDLESS_PAGES, message, api } };
}
