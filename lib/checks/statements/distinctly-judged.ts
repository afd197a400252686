// Principals of whom the same is expected.
import type { Subject } from '../../access/account/subjects.ts';
import type { IsExpected } from '../../drift/cell/expected.ts';

/** One of those of whom the same is expected everywhere. */
export function distinctlyJudged(subjects: readonly Subject[], { alike }: IsExpected): readonly Subject[] {
  if (!alike) return subjects;
  return [...new Map(subjects.map((subject) => [alike.isFor(subject) ? alike.whoOf(subject) : subject, subject])).values()];
}
