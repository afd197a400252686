// Access to come that somebody has by name, and not only as one of everybody.
import { reasonKey } from '../../model/decision.ts';
import type { PlaceholderAccess } from '../../model/drift.ts';

/** Without those who have an access to come only because everybody has it: that is told once, of everybody. */
export function notOnlyAsEverybody(found: readonly PlaceholderAccess[]): readonly PlaceholderAccess[] {
  const everybodys = new Map(found.filter(isEverybodys).map((each) => [keyOf(each), new Set(viaOf(each))]));
  return found.filter((each) => {
    const via = everybodys.get(keyOf(each));
    return !via || isEverybodys(each) || viaOf(each).some((reason) => !via.has(reason));
  });
}

function isEverybodys({ access: { principal } }: PlaceholderAccess): boolean {
  return principal.class === 'public';
}

function keyOf({ verdict, access: { region, capability } }: PlaceholderAccess): string {
  return [verdict, region, capability].join('\n');
}

function viaOf({ access: { via } }: PlaceholderAccess): readonly string[] {
  return via.map(reasonKey);
}
