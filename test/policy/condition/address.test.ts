// Addresses and networks, against what Node makes of the same texts.
// Each property was seen failing on a bug planted in a copy of lib; the comment above it says which, and after how many runs.
import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOf, addressText, isWithin, networkOf } from '../../../lib/policy/condition/address.ts';
import { holds } from '../../support/property.ts';

const show = (asked: unknown): string => JSON.stringify(asked);
const GROUP = fc.oneof(fc.constantFrom('', '0', '1', 'ffff', 'FE80', '00ab', '12345', 'g'), fc.ipV4());
const WRITTEN = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.array(GROUP, { minLength: 2, maxLength: 10 }).map((parts) => parts.join(':')),
  fc.array(fc.constantFrom('0', '1', '01', '255', '256', '', '1e1', '-1'), { minLength: 3, maxLength: 5 }).map((parts) => parts.join('.')),
);

// Seen failing: two runs of zeros allowed, after 606 runs.
test('a text is an address where Node says so, and of that family', () => {
  const property = fc.property(WRITTEN, (text) => {
    const family = addressOf(text)?.family;
    expect(family === undefined ? 0 : Number(family.slice(-1))).toBe(isIP(text));
  });
  holds(property, { runs: 3_000, show });
});

// Seen failing: groups from the last to the first, after 1 run.
test('an address is written as a text of the same address', () => {
  const property = fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
    const address = addressOf(text);
    expect(address && addressOf(addressText(address))).toEqual(address);
  });
  holds(property, { runs: 500, show });
});

const NEAR = fc
  .tuple(fc.constantFrom('10.1.', '10.2.', '10.1.128.'), fc.nat(255), fc.nat(255))
  .map(([head, a, b]) => `${head}${a}.${b}`.split('.').slice(0, 4).join('.'));
const LONG = fc
  .tuple(fc.constantFrom('2001:db8:', '2001:db8:8000:', '::'), fc.nat(0xffff))
  .map(([head, last]) => `${head}${head.endsWith('::') ? '' : ':'}${last.toString(16)}`);

// Seen failing: host bits that count, after 5 runs.
test('a network holds the addresses that Node finds in it, host bits or not', () => {
  const blocks = fc.oneof(fc.tuple(NEAR, fc.nat(32)), fc.tuple(LONG, fc.nat(128)));
  const property = fc.property(blocks, fc.oneof(NEAR, LONG), ([block, bits], text) => {
    const [network, address] = [networkOf(`${block}/${bits}`), addressOf(text)];
    const list = new BlockList();
    list.addSubnet(block, bits, isIP(block) === 4 ? 'ipv4' : 'ipv6');
    const isListed = isIP(block) === isIP(text) && list.check(text, isIP(text) === 4 ? 'ipv4' : 'ipv6');
    expect(network && address && isWithin(network, address)).toBe(isListed);
  });
  holds(property, { runs: 2_000, show });
});

test.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '::/129', '10.0.0.0/8/8', 'x', '', '1.2.3.4%eth0', 'fe80::1%eth0', '1::2::3'])(
  '%s is no network',
  (text) => {
    expect(networkOf(text)).toBeUndefined();
  },
);
