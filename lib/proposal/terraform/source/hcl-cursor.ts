// A place in a text of HCL that moves on: what every rule of the grammar is read with.

/** Why a text is not read further. */
export class HclProblem extends Error {}

/** Deeper ones nobody writes. */
const DEEPEST = 150;
const IDENTIFIER = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const SPACE = /(?:\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;

export class HclCursor {
  protected readonly source: string;
  protected at = 0;
  protected depth: number;

  constructor(source: string, depth = 0) {
    this.source = source;
    this.depth = depth;
  }

  protected fail(expected: string): never {
    throw new HclProblem(`expected ${expected} at character ${this.at + 1} of a value`);
  }

  protected deeper<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new HclProblem('it is nested too deeply');
    const found = read();
    this.depth -= 1;
    return found;
  }

  protected match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (!found) return undefined;
    this.at += found[0].length;
    return found;
  }

  protected space(): void {
    this.match(SPACE);
  }

  protected isNext(token: string): boolean {
    this.space();
    return this.source.startsWith(token, this.at);
  }

  protected take(token: string): boolean {
    if (!this.isNext(token)) return false;
    this.at += token.length;
    return true;
  }

  protected expect(token: string): void {
    if (!this.take(token)) this.fail(`\`${token}\``);
  }

  protected word(): string | undefined {
    this.space();
    return this.match(IDENTIFIER)?.[0];
  }

  protected takeWord(word: string): boolean {
    const before = this.at;
    if (this.word() === word) return true;
    this.at = before;
    return false;
  }
}
