// Why a statement reaches nothing, and what it was probably meant to say.
import { arnFields, roleArn } from '../../model/ids.ts';
import type { Condition } from '../../model/policy.ts';
import type { Fault, Unholdable } from '../../policy/theory/unholdable.ts';
import type { Nothing, StatementScope } from './reaches-nothing.ts';

export interface IdleReason {
  readonly why: string;
  /** What was probably meant. */
  readonly meant: string;
}

/** The reason in words, and what was probably meant, both to follow a colon. */
export function wordsFor(nothing: Nothing): IdleReason {
  switch (nothing.kind) {
    case 'condition':
      return conditionWords(nothing.why);
    case 'principal':
      return principalWords(nothing.texts);
    case 'resource':
      return resourceWords(nothing.patterns, nothing.scope);
    case 'registryAction':
      return {
        why: `its actions have no resource, and no ${quoted(nothing.patterns)} covers that`,
        meant: '`"Resource": "*"` in a statement of its own',
      };
    case 'addressee':
      return addresseeWords(nothing.condition, nothing.services);
  }
}

/** The same for conditions that never hold, or that except nothing. */
export function conditionWords(why: Unholdable): IdleReason {
  if (why.kind === 'value') return FAULTS[why.fault](why.condition, why.value);
  const [first] = why.conditions;
  const isOne = why.conditions.every(({ key }) => key.toLowerCase() === first?.key.toLowerCase());
  const asked = why.conditions.map(({ operator, key }) => (isOne ? `\`${operator}\`` : `\`${operator}\` on \`${key}\``)).join(' and ');
  return {
    why: isOne ? `${asked} on \`${first?.key}\` leave no value that meets them together` : `no request meets ${asked} together`,
    meant: 'one of these conditions, or two statements',
  };
}

type WordsFor = (condition: Condition, value: string) => IdleReason;

const FAULTS = {
  wildcard: ({ operator, key }, value) => ({
    why: `\`${operator}\` compares \`${key}\` letter by letter, and its value is never \`${value}\``,
    meant: `\`${key.toLowerCase().endsWith('arn') ? 'Arn' : 'String'}${operator.includes('Not') ? 'Not' : ''}Like\`, in which \`*\` stands for any text`,
  }),
  session: ({ key }, value) => ({
    why: `\`${key}\` is the ARN of the role, and never that of a session such as \`${value}\``,
    meant: `\`${roleOf(value)}\`, with the path of the role`,
  }),
  type: ({ operator, key }, value) => ({
    why: `\`${value}\` is nothing that \`${operator}\` on \`${key}\` can compare with`,
    meant: 'an operator for such a value, or a value for the operator',
  }),
  shape: ({ key }, value) => ({ why: `\`${key}\` is never \`${value}\``, meant: looksOf(key) }),
  private: ({ key }, value) => ({
    why: `\`${key}\` is a public address, and \`${value}\` holds private ones only`,
    meant: '`aws:VpcSourceIp` with `aws:SourceVpc`, or the public addresses',
  }),
  nothing: ({ operator, key }) => ({ why: `\`${operator}\` on \`${key}\` never holds`, meant: 'the operator without `ForAnyValue`' }),
} as const satisfies Record<Fault, WordsFor>;

function roleOf(session: string): string {
  const fields = arnFields(session);
  const [, role = '*'] = fields?.resource.split('/') ?? [];
  return roleArn({ partition: fields?.partition ?? 'aws', account: fields?.account ?? '*', role });
}

/** What a value of the key looks like. */
function looksOf(key: string): string {
  const asked = key.toLowerCase();
  if (asked.endsWith('orgid')) return 'the id of an organization (`o-…`)';
  if (asked.endsWith('orgpaths')) return 'the path of an organizational unit (`o-…/r-…/ou-…/`)';
  if (asked.endsWith('account')) return 'the twelve digits of an account';
  if (asked === 'aws:principalarn') return 'the whole ARN of a user or role (`arn:aws:iam::…:role/…`)';
  return LOOKS.get(asked) ?? 'a value that the key can have';
}

const LOOKS: ReadonlyMap<string, string> = new Map([
  ['aws:sourcearn', 'the whole ARN of the resource that the service acts for'],
  ['aws:sourcevpc', 'the id of a network (`vpc-…`)'],
  ['aws:sourcevpce', 'the id of an endpoint (`vpce-…`)'],
  ['aws:requestedregion', 'the name of a region'],
]);

function principalWords(texts: readonly string[]): IdleReason {
  if (texts.length === 0) return { why: 'it names nobody', meant: 'the principals whom it is for' };
  const isWildcard = texts.some((text) => text.includes('*') || text.includes('?'));
  return {
    why: `no principal is ${quoted(texts)}`,
    meant: isWildcard
      ? 'the account as principal, with `ArnLike` on `aws:PrincipalArn`: in a principal `*` is no wildcard'
      : 'the ARN of a user or role, an account, or a service',
  };
}

function resourceWords(patterns: readonly string[], { partition, region, account, prefix, isOne }: StatementScope): IdleReason {
  const [first = ''] = patterns;
  const name = isOne ? prefix : nameIn(first);
  const arn = `arn:${partition}:ecr:${region ?? '*'}:${account ?? '*'}:repository/${name}`;
  return {
    why: patterns.length === 0 ? 'it names no resource' : `no repository that it could be about matches ${quoted(patterns)}`,
    meant: `\`${arn}\``,
  };
}

/** What a mistaken ARN says of the name. */
function nameIn(pattern: string): string {
  const last = pattern.slice(pattern.lastIndexOf(':') + 1);
  return last.startsWith('repository/') ? last.slice('repository/'.length) : last.replace(/^\/+/, '');
}

function addresseeWords(condition: Condition | undefined, services: boolean): IdleReason {
  if (!condition)
    return { why: 'none of those whom it names meets its conditions together', meant: 'other principals, or other conditions' };
  const { operator, key } = condition;
  const asked = key.toLowerCase();
  const why = `none of those whom it names meets \`${operator}\` on \`${key}\``;
  if (services && asked.startsWith('aws:principal')) return { why, meant: '`aws:SourceAccount`, `aws:SourceArn` or `aws:SourceOrgID`' };
  if (!services && asked.startsWith('aws:source')) return { why, meant: SOURCES.get(asked) ?? 'other principals, or another condition' };
  return { why, meant: 'other principals, or another condition' };
}

/** What a caller has for what a service that acts for somebody has. */
const SOURCES: ReadonlyMap<string, string> = new Map([
  ['aws:sourceaccount', '`aws:PrincipalAccount`'],
  ['aws:sourcearn', '`aws:PrincipalArn`'],
  ['aws:sourceorgid', '`aws:PrincipalOrgID`'],
  ['aws:sourceorgpaths', '`aws:PrincipalOrgPaths`'],
]);

function quoted(texts: readonly string[]): string {
  const shown = texts.slice(0, MOST_QUOTED).map((text) => `\`${text}\``);
  return texts.length > MOST_QUOTED ? `${shown.join(', ')} or ${texts.length - MOST_QUOTED} more` : shown.join(' or ');
}

const MOST_QUOTED = 3;
