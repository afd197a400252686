// Text in chunks, where it is more than a string may hold.

/** Few enough calls of the system, and little to hold at once. */
const CHUNK_LENGTH = 65_536;

/** The same text in chunks of about one length: small pieces together, and none cut. */
export function* joinedChunks(pieces: Iterable<string>): Iterable<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
