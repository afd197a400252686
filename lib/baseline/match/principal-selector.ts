// The words of `principals`, as a person writes them.

import { PRINCIPAL_CLASSES } from '../../model/access.ts';
import type { PrincipalSelector } from '../../model/baseline.ts';
import { accountId, arnFields } from '../../model/ids.ts';
import { quoted } from '../../text/quote.ts';
import { suggestion } from '../../text/suggest.ts';

export type PrincipalWord =
  | { readonly kind: 'selector'; readonly selector: PrincipalSelector }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'problem'; readonly reason: string };

/** A word of `principals`: what it selects, the group that it names, or what is wrong with it and what was probably meant. */
export function readPrincipal(word: string): PrincipalWord {
  const named = PRINCIPAL_CLASSES.find((name) => name === word);
  if (named) return selecting({ kind: 'class', class: named });
  const colon = word.indexOf(':');
  const read = colon < 0 ? undefined : FORMS.get(word.slice(0, colon));
  return read ? read(word.slice(colon + 1), word) : unknownWord(word);
}

/** Reads what follows the prefix; the whole word is for messages. */
type ReadForm = (rest: string, word: string) => PrincipalWord;

const FORMS: ReadonlyMap<string, ReadForm> = new Map<string, ReadForm>([
  ['arn', readArn],
  ['account', readAccount],
  ['account-name', readAccountName],
  ['org', readOrganization],
  ['ou', readOrganizationalUnit],
  ['service', readService],
  ['sso', readPermissionSet],
  ['tag', readTag],
  ['group', readGroup],
]);

function readArn(_rest: string, word: string): PrincipalWord {
  if (!isVisibleAscii(word)) return problem(`${quoted(word)} can match no ARN: it has blanks or characters beyond ASCII`);
  const fields = arnFields(word);
  if (!fields && !word.includes('*')) return problem(`${quoted(word)} is not an ARN: it has fewer than six fields`);
  const account = fields?.account ?? '';
  if (isNumber(account) && !accountId(account)) return problem(`account id ${quoted(account)} does not have 12 digits`);
  // A22: an account's root ARN names the whole account.
  if (fields?.resource === 'root' && accountId(account)) return selecting({ kind: 'account', account });
  return selecting({ kind: 'arn', glob: word });
}

function readAccount(rest: string): PrincipalWord {
  if (accountId(rest)) return selecting({ kind: 'account', account: rest });
  const byName = /[^0-9\s-]/.test(rest) && isAccountName(rest) ? `: did you mean ${quoted(`account-name:${rest}`)}?` : '';
  return problem(`account id ${quoted(rest)} does not have 12 digits${byName}`);
}

function readAccountName(rest: string, word: string): PrincipalWord {
  if (isGlob(rest)) return problem(`${quoted(word)}: names of accounts are compared exactly, without wildcards`);
  return isAccountName(rest) ? selecting({ kind: 'accountName', name: rest }) : problem(`${quoted(word)} is not the name of an account`);
}

function readOrganization(rest: string, word: string): PrincipalWord {
  return isId(rest, 'o') ? selecting({ kind: 'organization', id: rest }) : problem(`${quoted(word)} is not written \`org:o-...\``);
}

function readOrganizationalUnit(rest: string, word: string): PrincipalWord {
  const path = rest.endsWith('/') ? rest.slice(0, -1) : rest;
  const [organization = '', root = '', ...units] = path.split('/');
  const complete = isId(organization, 'o') && isId(root, 'r') && units.length > 0 && units.every((unit) => isId(unit, 'ou'));
  if (complete) return selecting({ kind: 'organizationalUnit', path: `${path}/` });
  return problem(`${quoted(word)} is not the full path of an organizational unit: \`ou:o-.../r-.../ou-...\``);
}

function readService(rest: string, word: string): PrincipalWord {
  if (rest.includes('*')) return problem(`${quoted(word)}: a service is named exactly; \`service\` is the class of all services`);
  if (rest !== '' && !rest.includes('.'))
    return problem(`unknown service ${quoted(rest)}: did you mean ${quoted(`service:${rest}.amazonaws.com`)}?`);
  return isName(rest, '.-')
    ? selecting({ kind: 'service', service: rest })
    : problem(`${quoted(word)} is not the name of a service principal`);
}

function readPermissionSet(rest: string, word: string): PrincipalWord {
  return isName(rest, '_+=,.@-')
    ? selecting({ kind: 'permissionSet', name: rest })
    : problem(`${quoted(word)} is not the name of a permission set`);
}

function readTag(rest: string, word: string): PrincipalWord {
  const equals = rest.indexOf('=');
  if (equals < 1) return problem(`${quoted(word)} is not written \`tag:<key>=<value>\``);
  if (isGlob(rest)) return problem(`${quoted(word)}: tags are compared exactly`);
  return selecting({ kind: 'tag', key: rest.slice(0, equals), value: rest.slice(equals + 1) });
}

function readGroup(rest: string, word: string): PrincipalWord {
  return rest === '' ? problem(`${quoted(word)} names no group`) : { kind: 'group', name: rest };
}

const PREFIXES: readonly string[] = [...FORMS.keys()].map((name) => `${name}:`);
const EXPECTED = `: expected an ARN, ${listed(PREFIXES.slice(1))} or a class (${listed(PRINCIPAL_CLASSES)})`;

function unknownWord(word: string): PrincipalWord {
  if (word === '*') return problem('unknown principal `*`: did you mean `public`?');
  if (accountId(word)) return problem(`unknown principal \`${word}\`: did you mean \`account:${word}\`?`);
  const prefix = word.slice(0, word.indexOf(':') + 1);
  return problem(`unknown principal ${quoted(word)}${suggestion(prefix || word, prefix ? PREFIXES : PRINCIPAL_CLASSES) || EXPECTED}`);
}

function selecting(selector: PrincipalSelector): PrincipalWord {
  return { kind: 'selector', selector };
}

function problem(reason: string): PrincipalWord {
  return { kind: 'problem', reason };
}

function listed(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

/** `o-` and then lower-case letters, digits and, in units, `-`. */
function isId(text: string, prefix: string): boolean {
  const id = text.slice(prefix.length + 1);
  return text.startsWith(`${prefix}-`) && isName(id, '-') && id === id.toLowerCase();
}

function isName(text: string, marks: string): boolean {
  return text !== '' && [...text].every((char) => /[A-Za-z0-9]/.test(char) || marks.includes(char));
}

function isNumber(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

/** Blanks and whatever else prints, and no wildcard. */
function isAccountName(text: string): boolean {
  return /^[^*?\p{Cc}]+$/u.test(text);
}

/** Names and paths of IAM have no other characters. */
function isVisibleAscii(text: string): boolean {
  return /^[\x21-\x7e]*$/.test(text);
}

/** A selector as it is written. */
export function principalWord(selector: PrincipalSelector): string {
  switch (selector.kind) {
    case 'arn':
      return selector.glob;
    case 'account':
      return `account:${selector.account}`;
    case 'accountName':
      return `account-name:${selector.name}`;
    case 'organization':
      return `org:${selector.id}`;
    case 'organizationalUnit':
      return `ou:${selector.path}`;
    case 'service':
      return `service:${selector.service}`;
    case 'permissionSet':
      return `sso:${selector.name}`;
    case 'tag':
      return `tag:${selector.key}=${selector.value}`;
    case 'class':
      return selector.class;
  }
}
