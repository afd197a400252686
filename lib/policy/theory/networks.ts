// Addresses against networks: networks are intervals, so that what an address is in changes only where one begins or has ended.
import { addressText, type Network, WIDTHS } from '../condition/address.ts';

const FAMILIES = ['ipv4', 'ipv6'] as const;

/** Addresses among which there is one for each way in which addresses can be in the networks. */
export function addressesAround(networks: readonly Network[]): readonly string[] {
  return FAMILIES.flatMap((family) => {
    const turns = networks.flatMap((each) => (each.family === family ? [each.first, each.last + 1n] : []));
    const within = new Set([0n, ...turns].filter((at) => at < 1n << BigInt(WIDTHS[family])));
    return [...within].map((value) => addressText({ family, value }));
  });
}
