// Which keys a schema takes at some place of a document: for suggestions.
import * as z from 'zod';
import type { PathPart } from '../../text/path.ts';

/** None where any key may stand. */
export function keysAt(schema: z.core.$ZodType, path: readonly PathPart[]): readonly string[] {
  const at = path.reduce<z.core.$ZodType | undefined>((above, part) => above && below(above, part), schema);
  const inner = at && required(at);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function below(schema: z.core.$ZodType, part: PathPart): z.core.$ZodType | undefined {
  const inner = required(schema);
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodRecord) return inner.valueType;
  if (!(inner instanceof z.ZodObject)) return undefined;
  const shape: Readonly<Record<string, z.core.$ZodType>> = inner.shape;
  return shape[part];
}

function required(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? required(schema.unwrap()) : schema;
}
