// Text of Terraform's language: policies are written by strangers, and nothing of theirs may become more than a string.

/** A quoted string that is the text, whatever is in it: no interpolation, no directive, no line break. */
export function hclString(text: string): string {
  return `"${text.replaceAll(SPECIAL, escaped)}"`;
}

// A sigil after another one is read as the escape of that one.
const SPECIAL = /\$+\{|%+\{|["\\]|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function escaped(text: string): string {
  if (text.endsWith('{')) return text.length === 2 ? `${text.charAt(0)}${text}` : `${[...text.slice(0, -1)].map(unicode).join('')}{`;
  if (text === '"' || text === '\\') return `\\${text}`;
  return unicode(text);
}

/** Terraform has no pairs of surrogates: eight digits where four do not do. */
function unicode(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return code > 0xff_ff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A list of strings, one to a line where there are several. */
export function hclList(texts: readonly string[], indent: string): string {
  if (texts.length < 2) return `[${texts.map(hclString).join('')}]`;
  return `[\n${texts.map((text) => `${indent}  ${hclString(text)},\n`).join('')}${indent}]`;
}

export interface HclAttribute {
  readonly name: string;
  /** As it is written. */
  readonly value: string;
}

/** Attributes with their signs below each other, as `terraform fmt` has those that stand in one line each. */
export function hclAttributes(attributes: readonly HclAttribute[], indent: string): string {
  const lines: string[] = [];
  let run: HclAttribute[] = [];
  const flush = (): void => {
    const width = Math.max(0, ...run.map(({ name }) => name.length));
    for (const { name, value } of run) lines.push(`${indent}${name.padEnd(width)} = ${value}`);
    run = [];
  };
  for (const each of attributes) {
    if (each.value.includes('\n')) {
      flush();
      lines.push(`${indent}${each.name} = ${each.value}`);
    } else run.push(each);
  }
  flush();
  return lines.map((line) => `${line}\n`).join('');
}

/** A value of JSON as an expression: `jsonencode` gives the same JSON again. */
export function hclValue(value: unknown, indent = ''): string {
  if (typeof value === 'string') return hclString(value);
  if (Array.isArray(value)) {
    const items = value.map((each: unknown) => `${indent}  ${hclValue(each, `${indent}  `)},\n`);
    return items.length === 0 ? '[]' : `[\n${items.join('')}${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]) => ({ name: hclString(key), value: hclValue(each, `${indent}  `) }));
  return entries.length === 0 ? '{}' : `{\n${hclAttributes(entries, `${indent}  `)}${indent}}`;
}
