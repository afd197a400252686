// Addresses against networks: networks are intervals, so that what an address is in changes only where one begins or has ended.
import ipaddr from 'ipaddr.js';
import type { Network } from '../condition/operators.ts';

/** Addresses among which there is one for each way in which addresses can be in the networks. */
export function addressesAround(networks: readonly Network[]): readonly string[] {
  return ['ipv4', 'ipv6'].flatMap((family) => {
    const width = family === 'ipv4' ? 32 : 128;
    const turns = networks.filter(({ address }) => address.kind() === family).flatMap(({ address, bits }) => turnsOf(address, bits, width));
    const within = new Set([0n, ...turns].filter((at) => at < 1n << BigInt(width)));
    return [...within].map((at) => textOf(at, width));
  });
}

/** The first address of a network, and the first one after it. */
function turnsOf(address: Network['address'], bits: number, width: number): readonly bigint[] {
  const rest = BigInt(width - bits);
  const at = address.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const first = (at >> rest) << rest;
  return [first, first + (1n << rest)];
}

function textOf(at: bigint, width: number): string {
  const bytes = Array.from({ length: width / 8 }, (_, index) => Number((at >> BigInt(width - 8 * (index + 1))) & 0xffn));
  return ipaddr.fromByteArray(bytes).toString();
}
