// Alerts about what nobody looked at: their findings are neither still open nor mended for certain.
import type { Alert } from './schema.ts';
import type { NoticeKind } from './transition.ts';

export type Uncertainty = 'not watched any more' | 'not verified';

/** What all findings of an alert have in common, where nobody looked at them; undefined where somebody did. */
export function uncertaintyOf({
  kind,
  alert,
}: {
  readonly kind: NoticeKind;
  readonly alert: Pick<Alert, 'findings'>;
}): Uncertainty | undefined {
  const { findings } = alert;
  if (findings.length === 0) return undefined;
  if (findings.every(({ because }) => because === 'not-watched')) return 'not watched any more';
  const isReminder = kind === 'reminder' || kind === 'updated';
  return isReminder && findings.every(({ unverifiedSince }) => unverifiedSince !== undefined) ? 'not verified' : undefined;
}
