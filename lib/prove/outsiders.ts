// Whom a policy does not name: what AWS calls public access is a request by somebody whom neither a principal nor a condition ties to a party.
import type { Condition } from '../model/policy.ts';
import { networkOf } from '../policy/condition/address.ts';
import { isMultivalued } from '../policy/condition/multivalued.ts';
import { operatorNamed } from '../policy/condition/operators.ts';
import { any, type Formula, not } from '../policy/logic/formula.ts';
import type { Context } from '../policy/match/context.ts';
import { testOf } from './key-test.ts';
import type { ProvenPolicy } from './read-policy.ts';

/** C20: the keys by whose fixed values AWS's services tell that a policy is not public, and no others. */
const PARTY_KEYS: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:userid',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:ec2instancesourcevpc',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]);

/** Keys that tell a party by being true: a service of AWS, a client that comes through a mount target in somebody's VPC. */
const TRUE_KEYS: ReadonlySet<string> = new Set(['aws:principalisawsservice', 'elasticfilesystem:accessedviamounttarget']);

/** That no condition of the policy finds its party in a request. */
export function isOutsider({ statements }: ProvenPolicy, context: Context): Formula {
  const conditions = statements.flatMap((statement) =>
    statement.conditions.filter(({ key }) => [PARTY_KEYS, TRUE_KEYS].some((keys) => keys.has(key.toLowerCase()))),
  );
  return not(any(...conditions.map((condition) => findsParty(condition, context))));
}

/** Numbers, dates and Null name no party, whatever is written. */
function findsParty({ base, key, values }: Condition, context: Context): Formula {
  const positive = operatorNamed(base)?.positive.name ?? 'StringEquals';
  const parties = values.filter((value) => (positive === 'IpAddress' ? isNarrow(value) : isParty(key.toLowerCase(), value)));
  return testOf(positive, key, base === 'Null' ? [] : parties, {
    context,
    quantifier: isMultivalued(key.toLowerCase()) ? 'ForAnyValue' : 'none',
  });
}

/** AWS takes networks broader than these for anybody. */
const BROADEST = { ipv4: 8, ipv6: 32 } as const;

function isNarrow(text: string): boolean {
  const network = networkOf(text);
  return network !== undefined && network.bits >= BROADEST[network.family];
}

const ACCOUNT_FIELD = 4;

/** C20: a text without wildcards and variables; the sessions of one role by its id; the access points of one account. */
function isParty(key: string, text: string): boolean {
  if (TRUE_KEYS.has(key)) return text.toLowerCase() === 'true';
  if (!/[*?]|\$\{/.test(text) || (key === 'aws:userid' && /^A[A-Z0-9]{15,}:\*$/.test(text))) return true;
  return key === 's3:dataaccesspointarn' && text.startsWith('arn:') && /^\d{12}$/.test(text.split(':')[ACCOUNT_FIELD] ?? '');
}
