// Sentences about requests that get in where they were not meant to.
import { expect, test } from 'vitest';
import { weakerWords } from '../../../lib/policy/theory/weaker-words.ts';
import { type Block, formulaOf } from '../../support/condition-pairs.ts';

const NAMES = ['aws:SourceIp', 'aws:SourceVpce', 'aws:SourceArn', 'aws:SourceAccount', 'aws:TagKeys'];

function words(live: Block, allowed: Block): string | undefined {
  return weakerWords(formulaOf(live), formulaOf(allowed), (key) => NAMES.find((name) => name.toLowerCase() === key) ?? key);
}

const ip = (...values: readonly string[]): Block => ({ IpAddress: { 'aws:SourceIp': values } });
const vpce = (...values: readonly string[]): Block => ({ StringEquals: { 'aws:SourceVpce': values } });

test.each<[string, Block, Block, string | undefined]>([
  ['a wider network', ip('10.0.0.0/8'), ip('10.1.0.0/16'), 'a request from 10.0.0.0 gets in, the baseline asks for 10.1.0.0/16'],
  [
    'another endpoint',
    vpce('vpce-2'),
    vpce('vpce-1'),
    'a request with aws:SourceVpce vpce-2 gets in, the baseline asks for aws:SourceVpce vpce-1',
  ],
  [
    'no bound',
    {},
    vpce('vpce-1', 'vpce-2'),
    'a request without aws:SourceVpce gets in, the baseline asks for aws:SourceVpce vpce-1 or vpce-2',
  ],
  [
    'what is excepted',
    vpce('vpce-1'),
    { StringNotEquals: { 'aws:SourceVpce': ['vpce-1', 'vpce-2', 'vpce-3', 'vpce-4', 'vpce-5'] } },
    'a request with aws:SourceVpce vpce-1 gets in, the baseline asks for any but aws:SourceVpce vpce-1, vpce-2, vpce-3 or 2 others',
  ],
  [
    'a key that has to be there',
    {},
    { Null: { 'aws:SourceAccount': ['false'] } },
    'a request without aws:SourceAccount gets in, the baseline asks for aws:SourceAccount',
  ],
  [
    'two bounds of which one is missing',
    vpce('vpce-1'),
    { ...vpce('vpce-1'), ...ip('10.0.0.0/8') },
    'a request without aws:SourceIp gets in, the baseline asks for 10.0.0.0/8',
  ],
  [
    'several tags',
    { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a'] } },
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a'] } },
    'a request with aws:TagKeys a and another one gets in, the baseline asks for aws:TagKeys a',
  ],
  [
    'any endpoint',
    { Null: { 'aws:SourceVpce': ['false'] } },
    vpce('vpce-1'),
    'a request with another aws:SourceVpce gets in, the baseline asks for aws:SourceVpce vpce-1',
  ],
  ['what is as strict', ip('10.1.0.0/16'), ip('10.0.0.0/8'), undefined],
])('%s', (_, live, allowed, expected) => {
  expect(words(live, allowed)).toBe(expected);
});

test('a key that must not be there, and what no key tells', () => {
  expect(words(vpce('vpce-1'), { Null: { 'aws:SourceVpce': ['true'] } })).toBe(
    'a request with aws:SourceVpce vpce-1 gets in, the baseline asks for no aws:SourceVpce',
  );
  expect(weakerWords(formulaOf({}), { kind: 'false' }, String)).toBeUndefined();
});
