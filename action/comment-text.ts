// The comment as GitHub takes it: its marker first, and no longer than a comment may be.
import { counted } from '../lib/text/quote.ts';

const MOST_CHARACTERS = 65_536;
const ROOM_FOR_REST = 200;

/** The line by which the comment is found again. Nobody sees it. */
function markerOf(id: string): string {
  return `<!-- ecr-drift check: ${id} -->`;
}

/** Marker and text; lines that do not fit are left out, and how many is said. */
export function commentBody(id: string, text: string): string {
  const whole = `${markerOf(id)}\n${text}`.trimEnd();
  if (whole.length <= MOST_CHARACTERS) return whole;
  const lines = whole.split('\n');
  const ends = lines.map(() => 0);
  let length = 0;
  for (const [at, line] of lines.entries()) {
    length += line.length + 1;
    ends[at] = length;
  }
  const shown = ends.filter((end) => end <= MOST_CHARACTERS - ROOM_FOR_REST).length;
  const rest = `${counted(lines.length - shown, 'line')} did not fit into a comment: the summary of the job and the output \`json\` have everything`;
  return `${lines.slice(0, shown).join('\n').trimEnd()}\n\n${rest}`;
}

/** Whether a comment is one of this id: only one that begins with the marker is, and no answer that quotes it. */
export function isMarked(id: string, body: string): boolean {
  return body === markerOf(id) || body.startsWith(`${markerOf(id)}\n`) || body.startsWith(`${markerOf(id)}\r\n`);
}

/** Whether two texts are one comment: GitHub may give back other line ends. */
export function isSameText(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}
