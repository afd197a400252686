// Where something is in a JSON document.
export type PathPart = string | number;

/** `['Statement', 0, 'aws:SourceIp']` as `Statement[0]["aws:SourceIp"]`; the root itself is `$`. */
export function jsonPath(parts: readonly PathPart[]): string {
  if (parts.length === 0) return '$';
  return parts.map((part, position) => (typeof part === 'number' ? `[${part}]` : member(part, position))).join('');
}

function member(key: string, position: number): string {
  if (!isPlainName(key)) return `[${JSON.stringify(key)}]`;
  return position === 0 ? key : `.${key}`;
}

function isPlainName(key: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key);
}
