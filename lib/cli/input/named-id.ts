// Ids as people give them: whole, their beginning, with their kind or without, as tables show them.
import { bareId } from '../../report/short-ids.ts';
import { didYouMean } from '../../text/suggest.ts';
import { Failure } from '../process/failure.ts';

/** As git takes the beginning of a name for it; `ecrc-` and `ecrd-` count. */
const SHORTEST = 8;
/** The least that tables show of an id, without its kind. */
const SHORTEST_BARE = 6;
const MOST_NAMED = 3;

/** The one id that is meant. Throws a Failure where none or several are. */
export function idNamed(text: string, ids: readonly string[]): string {
  if (ids.includes(text)) return text;
  const meant = [...new Set(ids.filter((id) => isBeginning(text, id)))].sort();
  const [first, ...others] = meant;
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined) {
    const more = meant.length > MOST_NAMED ? ` and ${meant.length - MOST_NAMED} more` : '';
    throw new Failure(`\`${text}\` is the beginning of ${meant.slice(0, MOST_NAMED).join(', ')}${more}: give more of it`);
  }
  const near = didYouMean(text, ids) || ': take an id from `ecr-drift audit` of the same account and baseline';
  throw new Failure(`no finding or cause \`${text}\` among ${ids.length} that there are${near}`);
}

function isBeginning(text: string, id: string): boolean {
  return (text.length >= SHORTEST && id.startsWith(text)) || (text.length >= SHORTEST_BARE && bareId(id).startsWith(text));
}
