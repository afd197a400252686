// Addresses that no request from the internet comes from.
import ipaddr from 'ipaddr.js';

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].map((block) => ipaddr.parseCIDR(block));

/** Whether all addresses of a network, or a single address, are private ones. */
export function isPrivateNetwork(text: string): boolean {
  const network = networkOf(text);
  if (!network) return false;
  const [address, bits] = network;
  return PRIVATE.some(([block, length]) => block.kind() === address.kind() && bits >= length && address.match(block, length));
}

function networkOf(text: string): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
