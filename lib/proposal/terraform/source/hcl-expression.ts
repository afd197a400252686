// What an expression of a configuration is made of.

export type HclExpression =
  | { readonly kind: 'literal'; readonly value: null | boolean | number | string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'step'; readonly of: HclExpression; readonly step: HclStep }
  /** `a[*].b[0]`: the steps are taken from each of the items. */
  | { readonly kind: 'splat'; readonly of: HclExpression; readonly steps: readonly HclStep[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly HclExpression[]; readonly isSpread: boolean }
  | { readonly kind: 'unary'; readonly operator: '-' | '!'; readonly value: HclExpression }
  | { readonly kind: 'binary'; readonly operator: HclOperator; readonly left: HclExpression; readonly right: HclExpression }
  | { readonly kind: 'conditional'; readonly test: HclExpression; readonly yes: HclExpression; readonly no: HclExpression }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[] }
  | { readonly kind: 'record'; readonly entries: readonly HclEntry[] }
  | HclFor
  /** Texts and whatever is between them. */
  | { readonly kind: 'template'; readonly parts: readonly HclExpression[] };

export type HclStep = { readonly kind: 'attribute'; readonly name: string } | { readonly kind: 'index'; readonly key: HclExpression };

export interface HclEntry {
  readonly key: HclExpression;
  readonly value: HclExpression;
}

export interface HclFor {
  readonly kind: 'for';
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: HclExpression;
  /** What it makes of each item: an entry where there is one. */
  readonly key: HclExpression | undefined;
  readonly value: HclExpression;
  readonly condition: HclExpression | undefined;
  /** `...`: entries of one key are a list. */
  readonly isGrouped: boolean;
}

export const OPERATORS = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', '/', '%']] as const;
export type HclOperator = (typeof OPERATORS)[number][number];

/** Everything in an expression, itself first. */
export function partsOf(expression: HclExpression): readonly HclExpression[] {
  const parts: HclExpression[] = [];
  const waiting: HclExpression[] = [expression];
  for (let each = waiting.pop(); each; each = waiting.pop()) {
    parts.push(each);
    waiting.push(...childrenOf(each));
  }
  return parts;
}

function childrenOf(expression: HclExpression): readonly HclExpression[] {
  switch (expression.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'step':
      return [expression.of, ...keysOf([expression.step])];
    case 'splat':
      return [expression.of, ...keysOf(expression.steps)];
    case 'call':
      return expression.args;
    case 'unary':
      return [expression.value];
    case 'binary':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.test, expression.yes, expression.no];
    case 'list':
      return expression.items;
    case 'record':
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case 'for':
      return [expression.collection, expression.key, expression.value, expression.condition].filter((each) => each !== undefined);
    case 'template':
      return expression.parts;
  }
}

function keysOf(steps: readonly HclStep[]): readonly HclExpression[] {
  return steps.flatMap((step) => (step.kind === 'index' ? [step.key] : []));
}
