// What whoever reads an alert can do about a finding: undo it, or keep it.
import { acceptCommand } from '../findings/accept-command.ts';
import { isAcceptable } from '../model/codes.ts';
import type { FindingView } from '../report/schema.ts';
import { plain } from './plain.ts';
import { isLink, reportAt, savedAudit } from './report-link.ts';

/** A command stands as it is, to be pasted; everything else is text, which whoever prints it makes inert. */
export type Advice =
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'link'; readonly words: string; readonly url: string }
  | { readonly kind: 'words'; readonly words: string };

/** A longer one is no command for a message: it would be cut. */
const LONGEST_COMMAND = 300;

/** How to mend what a finding shows, in words; nothing where it is over. */
export function fixing({ state, remediation }: Pick<FindingView, 'state' | 'remediation'>): string | undefined {
  return state === 'resolved' || remediation === '' ? undefined : remediation;
}

/** The change that ends a finding: its command where it is short and touches nothing else, or where the change is shown. */
export function undoing(finding: FindingView, reportUrl: string | null): Advice | undefined {
  if (finding.state !== 'open' || !isOfAccess(finding)) return undefined;
  const command = soleCommand(finding);
  if (command !== undefined) return { kind: 'command', command };
  if (reportUrl !== null && isLink(reportUrl))
    return { kind: 'link', words: 'the change and its command are in the report', url: reportAt(reportUrl, finding.id) };
  return { kind: 'command', command: `npx ecr-drift fix ${finding.id}` };
}

/** Whoever pastes it takes away this and nothing else; a whole policy would be put back as it was read, whatever became of it since. */
function soleCommand({ mend }: FindingView): string | undefined {
  if (!mend || !('changes' in mend) || mend.warnings.length > 0) return undefined;
  const [only, ...others] = mend.changes;
  if (!only || others.length > 0 || only.affects.length > 0 || only.after !== null || only.command.includes('`')) return undefined;
  return plain(only.command, LONGEST_COMMAND) === only.command ? only.command : undefined;
}

/** How to keep what a finding shows: a command that works as it is pasted; nothing for what no exception mends. */
export function keeping(finding: FindingView, reportUrl: string | null): Advice | undefined {
  const { id, code, state, mend } = finding;
  if (state !== 'open' || !isOfAccess(finding)) return undefined;
  // What a rule forbids no exception accepts, and its remediation says where the rule exempts.
  if (!isAcceptable(code)) return mend ? { kind: 'words', words: mend.accept } : undefined;
  const saved = savedAudit(reportUrl);
  const whole = `aws s3 cp ${saved} audit.json && npx ${acceptCommand(id, ['--audit', 'audit.json'])}`;
  const command = saved === undefined || whole.length > LONGEST_COMMAND ? `npx ${acceptCommand(id, ['--audit', 'AUDIT.json'])}` : whole;
  return { kind: 'command', command };
}

/** What the baseline says of itself, and what was not read, is mended elsewhere. */
function isOfAccess({ code }: FindingView): boolean {
  return /^ECRD-[123]/.test(code) && code !== 'ECRD-305';
}
