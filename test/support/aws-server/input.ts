// Reads the members of a request and refuses what AWS would refuse.
import { AwsRefusal, type Input, type Refusal } from './service.ts';

/** How a service words an invalid request. */
export type Invalid = (message: string) => Refusal;

/** Reads a string that must be there; throws what `invalid` says. */
export function requiredText(input: Input, name: string, invalid: Invalid): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new AwsRefusal(invalid(`1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must not be null`));
}

/** Reads a string that may be missing. */
export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
}

/** Reads a list of strings that may be missing. */
export function textsOf(input: Input, name: string): readonly string[] {
  const value = input[name];
  return Array.isArray(value) ? value.map(String) : [];
}

export interface Count {
  readonly name: string;
  readonly most: number;
  readonly usual: number;
}

/** Reads a page size between 1 and the most; throws what `invalid` says. */
export function countOf(input: Input, { name, most, usual }: Count, invalid: Invalid): number {
  const value = input[name];
  if (value === undefined) return usual;
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  const bound = count < 1 ? 'greater than or equal to 1' : `less than or equal to ${most}`;
  throw new AwsRefusal(
    invalid(`1 validation error detected: Value '${count}' at '${name}' failed to satisfy constraint: Member must have value ${bound}`),
  );
}
