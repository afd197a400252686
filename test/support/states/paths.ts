// What a state reads of its input, as strictly as Step Functions: a path that leads nowhere ends the execution, and nothing catches that.

/** States.Runtime, States.DataLimitExceeded and their kind: `States.ALL` does not catch them. */
export class Uncatchable extends Error {
  override readonly name = 'Uncatchable';
}

export interface Scope {
  readonly input: unknown;
  /** The context object, `$$`. */
  readonly context: unknown;
}

/** A payload template: keys that end in `.$` have a path or an intrinsic function for a value. */
export function filled(template: unknown, scope: Scope): unknown {
  if (Array.isArray(template)) return template.map((each) => filled(each, scope));
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(([key, value]) =>
    key.endsWith('.$') ? [key.slice(0, -2), evaluated(String(value), scope)] : [key, filled(value, scope)],
  );
  return Object.fromEntries(entries);
}

/** A path, or an intrinsic function. */
export function evaluated(text: string, scope: Scope): unknown {
  const [value, rest] = argument(text, scope);
  if (rest.trim() !== '') throw new Uncatchable(`\`${text}\` goes on after its end: \`${rest}\``);
  return value;
}

/** What a path of the reference kind, with `[*]` beside it, leads to. */
export function at(path: string, { input, context }: Scope): unknown {
  const [root, steps] = path.startsWith('$$') ? [context, path.slice(2)] : [input, path.slice(1)];
  const tokens: readonly string[] = steps.match(/\.\w+|\[\d+\]|\[\*\]/g) ?? [];
  if (!path.startsWith('$') || tokens.join('') !== steps) throw new Uncatchable(`\`${path}\` is no path that is known here`);
  const values = tokens.reduce<readonly unknown[]>((found, token) => found.flatMap((value) => [...stepInto(value, token, path)]), [root]);
  return tokens.includes('[*]') ? values : values[0];
}

function stepInto(value: unknown, token: string, path: string): readonly unknown[] {
  const nowhere = () => new Uncatchable(`the path ${path} leads nowhere: there is no ${token} in ${JSON.stringify(value)}`);
  if (token === '[*]') {
    if (!Array.isArray(value)) throw nowhere();
    return value;
  }
  const key = token.startsWith('[') ? token.slice(1, -1) : token.slice(1);
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) throw nowhere();
  return [(value as Readonly<Record<string, unknown>>)[key]];
}

/** The value at the beginning of `text`, and what is left of it. */
function argument(text: string, scope: Scope): readonly [unknown, string] {
  const [word = ''] = /^(States\.\w+(?=\()|\$[\w$.[\]*]*|'(?:[^'\\]|\\.)*'|-?\d+)/.exec(text) ?? [];
  const rest = text.slice(word.length);
  if (word === '') throw new Uncatchable(`\`${text}\` is neither a path, nor a text, nor an intrinsic function`);
  if (word.startsWith('$')) return [at(word, scope), rest];
  if (word.startsWith("'")) return [word.slice(1, -1).replace(/\\(.)/g, '$1'), rest];
  if (!word.startsWith('States.')) return [Number(word), rest];
  const [values, after] = list(rest.slice(1), scope);
  return [intrinsic(word, values), after];
}

function list(text: string, scope: Scope): readonly [readonly unknown[], string] {
  const [first, rest] = argument(text.trimStart(), scope);
  const [mark, after] = [rest.trimStart().charAt(0), rest.trimStart().slice(1)];
  if (mark === ')') return [[first], after];
  if (mark !== ',') throw new Uncatchable(`expected , or ) before \`${rest}\``);
  const [others, end] = list(after, scope);
  return [[first, ...others], end];
}

function intrinsic(name: string, [first, ...others]: readonly unknown[]): unknown {
  switch (name) {
    case 'States.JsonToString':
      return JSON.stringify(first);
    case 'States.ArrayContains':
      if (!Array.isArray(first)) throw new Uncatchable(`${name} needs a list`);
      return first.includes(others[0]);
    case 'States.Format':
      return formatted(String(first), others);
    default:
      throw new Uncatchable(`${name} is not known here`);
  }
}

function formatted(template: string, values: readonly unknown[]): string {
  const places = template.split('{}');
  if (places.length !== values.length + 1)
    throw new Uncatchable(`\`${template}\` has ${places.length - 1} places for ${values.length} values`);
  for (const value of values)
    if (!['string', 'number', 'boolean'].includes(typeof value)) throw new Uncatchable('States.Format takes no objects');
  return places.map((place, index) => `${place}${index < values.length ? values[index] : ''}`).join('');
}
