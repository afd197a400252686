import type * as z from 'zod';
import type { Hygiene, HygieneCode } from '../../model/drift.ts';
import { problemOf } from '../../text/problem.ts';
import { fact } from './fact.ts';

/** An answer of AWS's of which nothing can be said: told, because silence would pass for "nothing wrong". */
export function unreadable(
  code: HygieneCode,
  { part, region }: { readonly part: string; readonly region: string },
  error: z.ZodError,
  value: unknown,
): readonly Hygiene[] {
  const message = `${part} of ${region} cannot be judged: ${problemOf(error, value, [])}`;
  return [fact({ code, severity: 'medium', region, subject: `${part} unreadable`, message })];
}
