// Reads expressions and templates of HCL, by recursive descent. Blocks and files are read by somebody else; what comes here is text of one value.
import { HclCursor, HclProblem } from './hcl-cursor.ts';
import { type HclEntry, type HclExpression, type HclFor, type HclOperator, type HclStep, OPERATORS } from './hcl-expression.ts';

export type TemplateReading =
  | { readonly kind: 'expression'; readonly expression: HclExpression }
  | { readonly kind: 'problem'; readonly reason: string };

/** A value as a text that may have `${…}` and `%{…}` in it; one that is nothing but `${…}` is that expression. */
export function parseTemplate(source: string): TemplateReading {
  try {
    return { kind: 'expression', expression: new HclReader(source).whole() };
  } catch (error) {
    if (error instanceof HclProblem) return { kind: 'problem', reason: error.message };
    throw error;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };
const WORDS: ReadonlyMap<string, null | boolean> = new Map([
  ['null', null],
  ['true', true],
  ['false', false],
]);
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const HEREDOC = /<<(-?)([\p{ID_Start}_][\p{ID_Continue}-]*)[^\S\n]*\r?\n/uy;

/** How a template ends: at the end of the text, or at a quote, and then backslashes are escapes. */
type Mode = 'text' | 'quoted';

class HclReader extends HclCursor {
  whole(): HclExpression {
    const found = this.#template('text', []);
    if (this.at < this.source.length) this.fail('the end');
    return found;
  }

  /** Parts up to the end of the mode, or up to one of the directives, which is left where it is. */
  #template(mode: Mode, until: readonly string[], isTrimmed = false): HclExpression {
    return this.deeper(() => {
      const parts: HclExpression[] = [];
      let literal = '';
      let trims = isTrimmed;
      const put = (part: string): void => {
        literal += trims ? part.trimStart() : part;
        trims = trims && literal === '';
      };
      const close = (trimsEnd: boolean): void => {
        const kept = trimsEnd ? literal.trimEnd() : literal;
        if (kept !== '') parts.push({ kind: 'literal', value: kept });
        literal = '';
      };
      while (this.at < this.source.length) {
        const rest = this.source.slice(this.at, this.at + 4);
        if (mode === 'quoted' && rest.startsWith('"')) break;
        if (rest.startsWith('$${') || rest.startsWith('%%{')) {
          put(`${rest.charAt(0)}{`);
          this.at += 3;
        } else if (rest.startsWith('${') || rest.startsWith('%{')) {
          if (rest.startsWith('%{') && until.includes(this.#directive())) {
            close(rest.charAt(2) === '~');
            return { kind: 'template', parts };
          }
          close(rest.charAt(2) === '~');
          this.at += rest.charAt(2) === '~' ? 3 : 2;
          parts.push(rest.startsWith('$') ? this.#expression() : this.#ofDirective(mode));
          trims = this.#endOfPart();
        } else if (mode === 'quoted' && rest.startsWith('\\')) put(this.#escape());
        else put(this.#plain(mode));
      }
      if (until.length > 0) this.fail(`\`%{ ${until.at(-1)} }\``);
      close(false);
      const [only] = parts;
      if (!only) return { kind: 'literal', value: '' };
      return parts.length === 1 ? only : { kind: 'template', parts };
    });
  }

  /** Text up to whatever could mean something else. */
  #plain(mode: Mode): string {
    const from = this.at;
    do this.at += 1;
    while (this.at < this.source.length && !`$%${mode === 'quoted' ? '"\\' : ''}`.includes(this.source.charAt(this.at)));
    return this.source.slice(from, this.at);
  }

  #escape(): string {
    const letter = this.source.charAt(this.at + 1);
    const known = ESCAPES[letter];
    this.at += 2;
    if (known !== undefined) return known;
    const length = { u: 4, U: 8 }[letter];
    const digits = this.source.slice(this.at, this.at + (length ?? 0));
    const code = Number.parseInt(digits, 16);
    if (length === undefined || !/^[0-9a-fA-F]+$/.test(digits) || digits.length < length || code > 0x10ffff) this.fail('an escape');
    this.at += length;
    return String.fromCodePoint(code);
  }

  #endOfPart(): boolean {
    const trims = this.take('~');
    this.expect('}');
    return trims;
  }

  /** The word of the directive that begins here. */
  #directive(): string {
    const before = this.at;
    this.at += 2;
    this.take('~');
    const word = this.word() ?? '';
    this.at = before;
    return word;
  }

  /** `%{ if … }…%{ else }…%{ endif }` or `%{ for … }…%{ endfor }`, from behind its first `%{` up to its last `}`. */
  #ofDirective(mode: Mode): HclExpression {
    if (this.takeWord('if')) {
      const test = this.#expression();
      const yes = this.#body(mode, ['else', 'endif']);
      if (!this.takeWord('else')) {
        if (!this.takeWord('endif')) this.fail('`endif`');
        return { kind: 'conditional', test, yes, no: { kind: 'literal', value: '' } };
      }
      const no = this.#body(mode, ['endif']);
      if (!this.takeWord('endif')) this.fail('`endif`');
      return { kind: 'conditional', test, yes, no };
    }
    if (!this.takeWord('for')) this.fail('`if` or `for`');
    const { keyName, valueName, collection } = this.#forIntroduction();
    const value = this.#body(mode, ['endfor']);
    if (!this.takeWord('endfor')) this.fail('`endfor`');
    const each: HclFor = { kind: 'for', keyName, valueName, collection, key: undefined, value, condition: undefined, isGrouped: false };
    const args: readonly HclExpression[] = [{ kind: 'literal', value: '' }, each];
    return { kind: 'call', name: 'join', args, isSpread: false };
  }

  /** From the end of a directive into the next of the same. */
  #body(mode: Mode, until: readonly string[]): HclExpression {
    const body = this.#template(mode, until, this.#endOfPart());
    this.expect('%{');
    this.take('~');
    return body;
  }

  #expression(): HclExpression {
    return this.deeper(() => {
      const test = this.#binary(0);
      if (!this.take('?')) return test;
      const yes = this.#expression();
      this.expect(':');
      return { kind: 'conditional', test, yes, no: this.#expression() };
    });
  }

  #binary(level: number): HclExpression {
    const operators = OPERATORS[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (let operator = this.#operator(operators); operator; operator = this.#operator(operators))
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) };
    return left;
  }

  #operator(operators: readonly HclOperator[]): HclOperator | undefined {
    return operators.find((operator) => this.take(operator));
  }

  #unary(): HclExpression {
    this.space();
    for (const operator of ['-', '!'] as const)
      if (this.take(operator)) return this.deeper(() => ({ kind: 'unary', operator, value: this.#unary() }));
    return this.#steps(this.#primary());
  }

  #steps(first: HclExpression): HclExpression {
    let of = first;
    for (;;) {
      if (this.source.startsWith('.*', this.at)) {
        this.at += 2;
        const steps: HclStep[] = [];
        for (let step = this.#attribute(); step; step = this.#attribute()) steps.push(step);
        of = { kind: 'splat', of, steps };
      } else if (/^\[\s*\*\s*\]/.test(this.source.slice(this.at, this.at + 20))) {
        this.at = this.source.indexOf(']', this.at) + 1;
        const steps: HclStep[] = [];
        for (let step = this.#step(); step; step = this.#step()) steps.push(step);
        of = { kind: 'splat', of, steps };
      } else {
        const step = this.#step();
        if (!step) return of;
        of = { kind: 'step', of, step };
      }
    }
  }

  #step(): HclStep | undefined {
    if (this.source.charAt(this.at) !== '[' || /^\[\s*\*\s*\]/.test(this.source.slice(this.at, this.at + 20))) return this.#attribute();
    this.at += 1;
    const key = this.#expression();
    this.expect(']');
    return { kind: 'index', key };
  }

  #attribute(): HclStep | undefined {
    const before = this.at;
    // A step may stand on a line of its own.
    this.space();
    if (this.source.charAt(this.at) === '.' && !this.source.startsWith('...', this.at)) {
      this.at += 1;
      const index = this.match(/\d+/y);
      if (index) return { kind: 'index', key: { kind: 'literal', value: Number(index[0]) } };
      const name = this.word();
      if (name !== undefined) return { kind: 'attribute', name };
    }
    this.at = before;
    return undefined;
  }

  #primary(): HclExpression {
    const heredoc = this.match(HEREDOC);
    if (heredoc) return this.#heredoc(heredoc[1] === '-', heredoc[2] ?? '');
    if (this.take('"')) {
      const found = this.#template('quoted', []);
      if (this.source.charAt(this.at) !== '"') this.fail('`"`');
      this.at += 1;
      return found;
    }
    if (this.take('(')) {
      const inner = this.#expression();
      this.expect(')');
      return inner;
    }
    if (this.take('[')) return this.takeWord('for') ? this.#for(']') : { kind: 'list', items: this.#list(']').items };
    if (this.take('{')) return this.takeWord('for') ? this.#for('}') : this.#record();
    const number = this.match(NUMBER);
    if (number) return { kind: 'literal', value: Number(number[0]) };
    return this.#named();
  }

  #named(): HclExpression {
    let name = this.word();
    if (name === undefined) this.fail('an expression');
    while (this.source.startsWith('::', this.at)) {
      this.at += 2;
      name += `::${this.word() ?? this.fail('a name')}`;
    }
    if (this.source.charAt(this.at) === '(') {
      this.at += 1;
      const { items, isSpread } = this.#list(')');
      return { kind: 'call', name, args: items, isSpread };
    }
    const constant = WORDS.get(name);
    return constant === undefined ? { kind: 'name', name } : { kind: 'literal', value: constant };
  }

  #list(end: ')' | ']'): { readonly items: readonly HclExpression[]; readonly isSpread: boolean } {
    const items: HclExpression[] = [];
    while (!this.take(end)) {
      items.push(this.#expression());
      if (end === ')' && this.take('...')) {
        this.take(',');
        this.expect(end);
        return { items, isSpread: true };
      }
      if (!this.take(',') && !this.isNext(end)) this.fail(`\`,\` or \`${end}\``);
    }
    return { items, isSpread: false };
  }

  #record(): HclExpression {
    const entries: HclEntry[] = [];
    while (!this.take('}')) {
      const key = this.#key();
      if (!this.take('=') && !this.take(':')) this.fail('`=`');
      entries.push({ key, value: this.#expression() });
      this.take(',');
    }
    return { kind: 'record', entries };
  }

  /** A bare word is a text here, as in `{ Effect = "Allow" }`. */
  #key(): HclExpression {
    const before = this.at;
    const word = this.word();
    if (word !== undefined && (this.isNext('=') || this.isNext(':')) && !this.isNext('==')) return { kind: 'literal', value: word };
    this.at = before;
    return this.#expression();
  }

  #forIntroduction(): Pick<HclFor, 'keyName' | 'valueName' | 'collection'> {
    const first = this.word() ?? this.fail('a name');
    const second = this.take(',') ? (this.word() ?? this.fail('a name')) : undefined;
    if (!this.takeWord('in')) this.fail('`in`');
    const collection = this.#expression();
    return { keyName: second === undefined ? undefined : first, valueName: second ?? first, collection };
  }

  #for(end: ']' | '}'): HclExpression {
    const introduction = this.#forIntroduction();
    this.expect(':');
    const first = this.#expression();
    if (end === '}') this.expect('=>');
    const second = end === '}' ? this.#expression() : undefined;
    const isGrouped = second !== undefined && this.take('...');
    const condition = this.takeWord('if') ? this.#expression() : undefined;
    this.expect(end);
    return { kind: 'for', ...introduction, key: second && first, value: second ?? first, condition, isGrouped };
  }

  #heredoc(isIndented: boolean, marker: string): HclExpression {
    const lines: string[] = [];
    for (;;) {
      const end = this.source.indexOf('\n', this.at);
      const line = this.source.slice(this.at, end < 0 ? this.source.length : end);
      this.at += line.length;
      if (line.trim() === marker) break;
      if (end < 0) this.fail(`\`${marker}\``);
      this.at += 1;
      lines.push(line);
    }
    const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
    const indent = isIndented ? Math.min(...indents, Number.MAX_SAFE_INTEGER) : 0;
    const body = lines.map((line) => `${line.slice(Math.min(indent, line.length - line.trimStart().length))}\n`).join('');
    return new HclReader(body, this.depth).whole();
  }
}
