// What only the page shows besides the view of an audit, and what it is drawn with.
import type { AccessMatrix } from '../access/matrix/matrix.ts';
import type { Baseline } from '../model/baseline.ts';
import type { RemediationInput } from '../remediation/remediation.ts';

/** The script and the style of the page (page/), as they were built. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** What a report can be made of besides its view. */
export type ReportSources = Omit<PageSources, 'assets'>;

export interface PageSources {
  readonly matrix: AccessMatrix;
  /** Undefined when none was given. */
  readonly baseline: Baseline | undefined;
  readonly isExpected: RemediationInput['isExpected'];
  /** What the view tells of, with all that is behind it. */
  readonly findings: RemediationInput['findings'];
  readonly assets: PageAssets;
}
