// The words that answers of AWS are made of.
import * as z from 'zod';
import { documentText } from '../../snapshot/document.ts';

/** Members that are not named here are not read, and go no further. */
export const object = z.object;
export const filled = z.string().min(1, { error: 'expected a text that is not empty' });
/** AWS keeps no policy that is not a JSON object; IAM sends it URL-encoded. */
export const policyText = z.string().refine((text) => isJsonObject(documentText(text)), { error: 'expected a policy document' });
/** AWS leaves it out, has null in its place or an empty text on the last page. */
export const token = z.string().nullish();
export const account = z.string().regex(/^[0-9]{12}$/, { error: 'expected an account of 12 digits' });
export const arn = z.string().regex(/^arn:[a-z-]+:[a-z0-9-]+:\S+$/, { error: 'expected an ARN' });
export const region = z.string().regex(/^[a-z]+(?:-[a-z]+)+-[0-9]+$/, { error: 'expected the name of a region' });

/** What AWS says again of what it was asked for; it may leave it out. */
export const echo = z.string().nullish();

/** Whether an echo, where there is one, is of what was asked for. */
export function echoes(said: string | null | undefined, asked: string): boolean {
  return said === undefined || said === null || said === asked;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
