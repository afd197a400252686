// The names of principals in grants, as the lock writes them.
import { accountId, arnFields } from '../../model/ids.ts';
import { quoted } from '../../text/quote.ts';
import { suggestion } from '../../text/suggest.ts';

const PREFIXES = ['account:', 'org:', 'ou:', 'service:', 'arn:'];

/** Why no grant can be of a principal of that name; what stands in conditions of a policy may follow a prefix as it is. */
export function grantPrincipalProblem(name: string): string | undefined {
  if (name === '*') return undefined;
  const prefix = name.slice(0, name.indexOf(':') + 1);
  if (!PREFIXES.includes(prefix)) return `${quoted(name)} is no principal${hintFor(name, prefix)}`;
  const rest = name.slice(prefix.length);
  if (rest === '' || /[*?]/.test(name)) return `${quoted(name)} is no principal: a line of the lock is about one`;
  if (prefix === 'account:') return accountProblem(rest);
  return prefix === 'arn:' ? arnProblem(name) : undefined;
}

const EXPECTED = ': expected an ARN, `account:`, `org:`, `ou:`, `service:` or `*`';

function hintFor(name: string, prefix: string): string {
  if (accountId(name)) return `: did you mean \`account:${name}\`?`;
  return suggestion(prefix, prefix === '' ? [] : PREFIXES) || EXPECTED;
}

function accountProblem(id: string): string | undefined {
  return /^[0-9]+$/.test(id) && !accountId(id) ? `account id ${quoted(id)} does not have 12 digits` : undefined;
}

function arnProblem(name: string): string | undefined {
  const fields = arnFields(name);
  if (!fields || fields.resource === '') return `${quoted(name)} is not an ARN: it has fewer than six fields`;
  const { account, resource } = fields;
  if (resource === 'root' && accountId(account)) return `${quoted(name)} is a whole account: did you mean \`account:${account}\`?`;
  return accountProblem(account);
}
