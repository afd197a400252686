// Patterns matched by trying every way: slow on purpose, and too plain to be wrong.

/** `*` is any run of characters, `?` exactly one; both ends are anchored. */
export function globMatches(pattern: string, text: string): boolean {
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === undefined) return text === '';
  if (first === '*') return globMatches(rest, text) || (text !== '' && globMatches(pattern, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && globMatches(rest, text.slice(1));
}

/** B10: in the five fields before the resource a wildcard stops at a colon, but for a `*` that ends its field. */
export function resourceMatches(pattern: string, text: string): boolean {
  if (/^\*+$/.test(pattern)) return true;
  const fields = pattern.split(':');
  const head = fields.slice(0, 5).flatMap((field) => [...glyphsOf(field), { char: ':', wild: 'none' } as const]);
  const tail = [...fields.slice(5).join(':')].map((char): Glyph => ({ char, wild: '*?'.includes(char) ? 'any' : 'none' }));
  return fields.length > 5 && glyphsMatch([...head, ...tail], text);
}

interface Glyph {
  readonly char: string;
  readonly wild: 'none' | 'any' | 'noColon';
}

function glyphsOf(field: string): readonly Glyph[] {
  return [...field].map((char, at) => {
    if (!'*?'.includes(char)) return { char, wild: 'none' };
    return { char, wild: char === '*' && at === field.length - 1 ? 'any' : 'noColon' };
  });
}

function glyphsMatch([glyph, ...rest]: readonly Glyph[], text: string): boolean {
  if (!glyph) return text === '';
  const [char] = text;
  const fits = char !== undefined && (glyph.wild === 'none' ? char === glyph.char : glyph.wild === 'any' || char !== ':');
  const isRun = glyph.wild !== 'none' && glyph.char === '*';
  if (isRun) return glyphsMatch(rest, text) || (fits && glyphsMatch([glyph, ...rest], text.slice(1)));
  return fits && glyphsMatch(rest, text.slice(1));
}

/** C8: six components, each matched by itself; the sixth is all that follows the fifth colon. */
export function arnConditionMatches(pattern: string, text: string): boolean {
  const [wanted, given] = [pattern, text].map((arn) => arn.split(':'));
  if (!wanted || !given || wanted.length < 6 || given.length < 6) return false;
  const component = (parts: readonly string[], at: number) => (at === 5 ? parts.slice(5).join(':') : (parts[at] ?? ''));
  return [0, 1, 2, 3, 4, 5].every((at) => globMatches(component(wanted, at), component(given, at)));
}
