// Addresses that no request from the internet comes from.
import { networkOf } from './address.ts';

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].flatMap((block) => networkOf(block) ?? []);

/** Whether all addresses of a network, or a single address, are private ones. */
export function isPrivateNetwork(text: string): boolean {
  const network = networkOf(text);
  return (
    network !== undefined &&
    PRIVATE.some(({ family, first, last }) => family === network.family && network.first >= first && network.last <= last)
  );
}
