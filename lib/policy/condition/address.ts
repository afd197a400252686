// Addresses and networks of both families as numbers: a network is all that lies between its first address and its last.

export interface Address {
  readonly family: 'ipv4' | 'ipv6';
  readonly value: bigint;
}

export interface Network {
  readonly family: Address['family'];
  /** The length of the prefix. */
  readonly bits: number;
  readonly first: bigint;
  readonly last: bigint;
}

export const WIDTHS = { ipv4: 32, ipv6: 128 } as const satisfies Record<Address['family'], number>;

/** So many addresses are kept, since the same networks are compared again and again. */
const MOST_KEPT = 10_000;
const kept = new Map<string, Address | undefined>();

/** An address of either family without zone; undefined for any other text. */
export function addressOf(text: string): Address | undefined {
  if (!kept.has(text)) {
    if (kept.size === MOST_KEPT) kept.clear();
    kept.set(text, readAddress(text));
  }
  return kept.get(text);
}

function readAddress(text: string): Address | undefined {
  const family = text.includes(':') ? 'ipv6' : 'ipv4';
  const value = family === 'ipv6' ? longValue(text) : shortValue(text);
  return value === undefined ? undefined : { family, value };
}

const BYTE = /^(?:0|[1-9]\d{0,2})$/;
const GROUP = /^[\da-f]{1,4}$/i;

function shortValue(text: string): bigint | undefined {
  const bytes = text.split('.');
  return bytes.length === 4 && bytes.every((byte) => BYTE.test(byte) && Number(byte) < 256) ? joined(bytes.map(Number), 8) : undefined;
}

function longValue(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::');
  const [before, after] = [groupsOf(head, tail === undefined), groupsOf(tail ?? '', true)];
  if (!before || !after || more.length > 0) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return joined([...before, ...Array.from({ length: missing }, () => 0), ...after], 16);
}

/** The last of them may be written as an address of the other family. */
function groupsOf(text: string, isEnd: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const embedded = isEnd ? shortValue(parts.at(-1) ?? '') : undefined;
  const written = embedded === undefined ? parts : parts.slice(0, -1);
  if (!written.every((part) => GROUP.test(part))) return undefined;
  const groups = written.map((part) => Number.parseInt(part, 16));
  return embedded === undefined ? groups : [...groups, Number(embedded >> 16n), Number(embedded & 0xffffn)];
}

function joined(parts: readonly number[], width: number): bigint {
  return parts.reduce((sum, part) => (sum << BigInt(width)) | BigInt(part), 0n);
}

/** An address, or a block in CIDR notation, of either family; undefined for any other text. Host bits do not count. */
export function networkOf(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const address = addressOf(slash < 0 ? text : text.slice(0, slash));
  if (!address) return undefined;
  const { family, value } = address;
  const length = slash < 0 ? String(WIDTHS[family]) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(length) || Number(length) > WIDTHS[family]) return undefined;
  const rest = BigInt(WIDTHS[family] - Number(length));
  const first = (value >> rest) << rest;
  return { family, bits: Number(length), first, last: first + (1n << rest) - 1n };
}

/** C11: an address of the other family is not contained. */
export function isWithin({ family, first, last }: Network, address: Address): boolean {
  return family === address.family && address.value >= first && address.value <= last;
}

/** An address as a text. */
export function addressText({ family, value }: Address): string {
  const [parts, width, base] = family === 'ipv4' ? [4, 8n, 10] : [8, 16n, 16];
  const groups = Array.from({ length: parts }, (_, at) => (value >> (width * BigInt(parts - 1 - at))) & ((1n << width) - 1n));
  return groups.map((group) => group.toString(base)).join(family === 'ipv4' ? '.' : ':');
}
