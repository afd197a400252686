import type * as z from 'zod';
import type { Hygiene } from '../../model/drift.ts';
import { problemOf } from '../../text/problem.ts';
import { fact } from './policy-finding.ts';

export interface Unreadable extends Pick<Hygiene, 'code' | 'region'> {
  /** In words: `replication`. */
  readonly part: string;
  readonly answer: unknown;
  readonly error: z.ZodError;
}

/** An answer of AWS's of which nothing can be said: told, because silence would pass for "nothing wrong". */
export function unreadable({ code, region, part, answer, error }: Unreadable): Hygiene {
  const message = `${part} of ${region} cannot be judged: ${problemOf(error, answer, [])}`;
  return fact({ code, severity: 'medium', region, subject: `${part} unreadable`, message });
}
