// What stands where the page of an audit would be, so that a link to it says why there is none, and what there is.
import { openInWords } from '../counts.ts';
import type { AuditView } from '../schema.ts';
import { escaped } from './html.ts';

interface Absence {
  readonly reason: string;
  /** The files beside it that have the same audit. */
  readonly others: readonly string[];
}

/** A page without script and style. */
export function absentPage({ account, asOf, complete, findings }: AuditView, { reason, others }: Absence): string {
  const open = openInWords(findings) || 'none';
  const paragraphs = [
    `The audit itself is ${complete ? 'complete' : 'INCOMPLETE: not everything was read'}. Open findings: ${open}.`,
    `The page is missing: ${reason}.`,
    `The same audit is in the files beside this one: ${others.join(', ')}.`,
  ];
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">\n`,
    `<title>${escaped(`ECR access of ${account}`)}</title>\n</head>\n<body>\n`,
    `<h1>${escaped(`ECR access of account ${account}, read ${asOf}`)}</h1>\n`,
    ...paragraphs.map((text) => `<p>${escaped(text)}</p>\n`),
    '</body>\n</html>\n',
  ].join('');
}
