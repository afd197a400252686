// One way in which an answer can be odd.

export interface Oddity {
  /** What was done, and where: `removed Roots[0].Id`. */
  readonly name: string;
  /** The answer with it; an answer that has no such place stays as it is. */
  readonly rewrite: (body: string) => string;
}
