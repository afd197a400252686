// Exceptions from the command line: for one finding, or for whatever a selector means.
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { judgeSnapshot, standingOf } from '../../audit.ts';
import { addException } from '../../baseline/edit/edit.ts';
import { readExpiry } from '../../baseline/edit/expiry.ts';
import type { WrittenException } from '../../baseline/schema/schema.ts';
import { forbiddenBy, forbiddingRule } from '../../findings/forbidding.ts';
import { formerIds } from '../../findings/former-ids.ts';
import { readState } from '../../lifecycle/state.ts';
import type { Baseline, BaselineIssue, Exception, Rule } from '../../model/baseline.ts';
import { isAcceptable } from '../../model/codes.ts';
import { FINDING_STATES, type FindingState } from '../../model/finding.ts';
import { accountId, type Instant } from '../../model/ids.ts';
import { visible } from '../../text/quote.ts';
import { didYouMean } from '../../text/suggest.ts';
import { editDiff } from '../../text/unified-diff.ts';
import { codeOf, reasonOf } from '../files/file-error.ts';
import { print } from '../files/output.ts';
import { readPlainText, readText } from '../files/read-file.ts';
import { rewriteText } from '../files/write-file.ts';
import { baselineSources, checkBounds, loadBaseline, loadSnapshot } from '../input/inputs.ts';
import { EXIT, type Exit, Failure } from '../process/failure.ts';

/** A finding as an audit or a state remembers it. */
export interface FindingRef {
  readonly id: string;
  /** The ids that earlier versions gave it, where they are known. */
  readonly formerIds?: readonly string[];
  readonly code: string;
  readonly message: string;
  readonly state: FindingState;
  /** Where the rule is written that forbids it, if that is known. */
  readonly forbiddenAt?: string | undefined;
}

interface Terms {
  /** The baseline: a folder, whose `exceptions.yaml` it goes to, or its only file. */
  readonly baseline: string;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string | undefined;
  /** `90d`, `2026-12-31` or an RFC 3339 instant. */
  readonly expires: string;
  readonly now: Instant;
}

export interface AcceptOptions extends Terms {
  readonly finding: string;
}

/** Accepts one finding for a time. */
export function acceptCommand(options: AcceptOptions, findings: readonly FindingRef[]): Exit {
  const finding = findings.find(({ id, formerIds: former = [] }) => [id, ...former].includes(options.finding));
  if (!finding) {
    const known = findings.map(({ id }) => id);
    throw new Failure(`no finding \`${options.finding}\` among the ${known.length} that are known${didYouMean(options.finding, known)}`);
  }
  if (!isAcceptable(finding.code)) throw new Failure(forbiddenReason(finding, loadBaseline(options.baseline)));
  if (finding.state === 'resolved') throw new Failure(`finding ${finding.id} is resolved: there is nothing to accept`);
  const until = write(options, { id: finding.id, match: { finding: finding.id } });
  print(`${finding.code} ${finding.id} is accepted until ${until}: ${visible(finding.message)}\n`);
  return EXIT.done;
}
const MOST_PLACES = 3;

/** No exception accepts what a rule forbids: says where the rule makes an exemption instead. */
function forbiddenReason({ id, message, forbiddenAt }: FindingRef, { rules }: Baseline): string {
  const own = rules.filter((rule) => message.endsWith(forbiddenBy(rule.id)));
  const places = forbiddenAt === undefined ? forbidsIn(own) : [forbiddenAt];
  return `finding ${id} is of what a rule forbids, and no exception accepts that: ${exemptionHint(places)}`;
}

function forbidsIn(rules: readonly Rule[]): readonly string[] {
  const forbids = rules.flatMap(({ entries }) => entries.filter(({ verb }) => verb === 'forbid'));
  return [...new Set(forbids.map(({ at }) => `${at.file}:${at.line}`))];
}

function exemptionHint(places: readonly string[]): string {
  const shown = places.length > MOST_PLACES ? [...places.slice(0, MOST_PLACES), `${places.length - MOST_PLACES} more`] : places;
  const where = shown.length === 0 ? '' : ` in ${shown.join(', ')}`;
  return `add \`except: [{ principals, reason, owner, expires }]\` to the forbid${where}`;
}

export interface ExceptOptions extends Terms {
  readonly code: string | undefined;
  readonly repositories: readonly string[];
  readonly principals: readonly string[];
  readonly capabilities: readonly string[];
}

/** Accepts whatever findings a selector means, those to come among them, for a time. */
export function exceptCommand(options: ExceptOptions): Exit {
  const { code, repositories, principals, capabilities } = options;
  if (code !== undefined && !isAcceptable(code.toUpperCase()))
    throw new Failure(`no exception accepts what a rule forbids: ${exemptionHint(forbidsIn(loadBaseline(options.baseline).rules))}`);
  const match = {
    ...(code === undefined ? {} : { code }),
    ...(repositories.length > 0 ? { repositories: [...repositories] } : {}),
    ...(principals.length > 0 ? { principals: [...principals] } : {}),
    ...(capabilities.length > 0 ? { capabilities: [...capabilities] } : {}),
  };
  if (code === undefined || Object.keys(match).length === 1)
    throw new Failure(
      'an exception accepts findings of one code, and not all of them: give --code, and some of --repositories, --principals, --capabilities',
    );
  const until = write(options, { id: idOf(options), match });
  print(`findings like that are accepted until ${until}\n`);
  return EXIT.done;
}

/** `ecrd-101-payments`: what it is for, as far as that makes a name. */
function idOf({ code, repositories: [first = ''], principals: [principal = ''] }: ExceptOptions): string {
  const words = [code ?? 'any', first || principal.slice(principal.lastIndexOf('/') + 1)].join('-').toLowerCase();
  return words.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
}

/** Adds the exception to the baseline, prints the difference, and returns until when it holds. */
function write(terms: Terms, subject: Pick<WrittenException, 'id' | 'match'>): string {
  const { reason, owner, ticket, now } = terms;
  const expiry = readExpiry(terms.expires, now);
  if (expiry.kind === 'problem') throw new Failure(expiry.reason);
  const exception: WrittenException = { ...subject, reason, owner, ...(ticket === undefined ? {} : { ticket }), expires: expiry.text };
  const baseline = loadBaseline(terms.baseline);
  const target = targetOf(terms.baseline);
  const result = addException({ baseline, files: baselineSources(terms.baseline), target, exception, now });
  if (result.kind === 'duplicate') throw new Failure(duplicateReason(result.of));
  if (result.kind === 'refused')
    throw new Failure(result.issues.map((issue) => `not written, because the baseline would be invalid: ${issueText(issue)}`));
  checkBounds({ ...baseline, exceptions: [result.exception] }, now);
  rewriteText(target, result.after);
  print(editDiff(target, result.before, result.after).split('\n').map(visible).join('\n'));
  return expiry.text;
}

function duplicateReason({ id, expires, at }: Exception): string {
  return `exception \`${id}\` is for the same and holds until ${expires}: change it in ${at.file}:${at.line}`;
}

function issueText({ reason, at }: BaselineIssue): string {
  return `${reason} (${at.file}:${at.line})`;
}

function targetOf(baseline: string): string {
  if (statSync(baseline).isDirectory()) return join(baseline, 'exceptions.yaml');
  if (/\.ya?ml$/i.test(baseline)) return baseline;
  throw new Failure(`${baseline} takes no exceptions: give the folder of the baseline, or a YAML file`);
}

/** Where findings are looked up: a saved audit, a state folder, or a snapshot that is judged again. */
export interface FindingSource {
  readonly audit: string | undefined;
  readonly state: string | undefined;
  readonly snapshot?: string | undefined;
  /** What the snapshot is judged against. */
  readonly baseline?: string | undefined;
}

/** The findings of an audit, a state or a snapshot, whichever is given. Throws a Failure where none or several are. */
export function findingsIn({ audit, state, snapshot, baseline }: FindingSource): readonly FindingRef[] {
  const given = [audit, state, snapshot].filter((each) => each !== undefined);
  if (given.length === 1) {
    if (audit !== undefined) return findingsInAudit(audit);
    if (state !== undefined) return findingsInState(state);
    if (snapshot !== undefined) return findingsInSnapshot(snapshot, baseline);
  }
  throw new Failure(
    'say where the finding is: --audit FILE for a saved audit, --state FOLDER, or --snapshot FILE to audit again; one of them',
  );
}

function findingsInSnapshot(path: string, baseline: string | undefined): readonly FindingRef[] {
  const given = loadSnapshot(path);
  const findings = standingOf(judgeSnapshot(given, baseline === undefined ? undefined : loadBaseline(baseline)));
  const former = formerIds(findings, given);
  return findings.map(({ id, code, message, state, drift }) => {
    const at = forbiddingRule(drift)?.at;
    return { id, formerIds: former.get(id) ?? [], code, message, state, forbiddenAt: at && `${at.file}:${at.line}` };
  });
}

const savedAudit = z.object({
  findings: z.array(
    z.object({
      id: z.string(),
      code: z.string(),
      message: z.string(),
      state: z.enum(FINDING_STATES),
      evidence: z.object({ rule: z.object({ file: z.string(), line: z.number() }).optional() }).optional(),
    }),
  ),
});

/** The findings of an audit that was saved as JSON. */
function findingsInAudit(path: string): readonly FindingRef[] {
  const parsed = savedAudit.safeParse(jsonIn(path));
  if (!parsed.success) throw new Failure(`${path} is no saved audit: make one with ecr-drift audit --format json --output FILE`);
  return parsed.data.findings.map(({ evidence, ...finding }) => {
    return { ...finding, forbiddenAt: evidence?.rule && `${evidence.rule.file}:${evidence.rule.line}` };
  });
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readText(path));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${path} is not JSON`, { cause: error });
  }
}

/** The findings that a state folder remembers, of all of its accounts. */
function findingsInState(folder: string): readonly FindingRef[] {
  const files = namesIn(folder).filter((name) => accountId(basename(name, '.json')) !== undefined);
  return files.flatMap((name) => findingsOfAccount(join(folder, name), basename(name, '.json')));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new Failure(`cannot read ${folder}: ${codeOf(error) === 'ENOENT' ? 'no such folder' : reasonOf(error)}`, { cause: error });
  }
}

function findingsOfAccount(path: string, name: string): readonly FindingRef[] {
  const account = accountId(name);
  const reading = account === undefined ? undefined : readState(readPlainText(path), account);
  if (reading?.kind !== 'state') throw new Failure(`${path} is no state of ecr-drift${reading === undefined ? '' : `: ${reading.reason}`}`);
  return reading.state.findings.map(({ id, code, message, state }) => ({ id, code, message, state }));
}
