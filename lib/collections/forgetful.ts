// What was made lately under a key.

/** Of all keys together: long ones are few. */
const MOST_CHARACTERS = 4_000_000;

/** The value of a key, made where it is not known; when `most` are known, or their keys have more characters than these, all are forgotten. */
export function forgetful<T>(most: number, mostCharacters = MOST_CHARACTERS): (key: string, make: () => T) => T {
  const known = new Map<string, { readonly made: T }>();
  let characters = 0;
  return (key, make) => {
    const before = known.get(key);
    if (before) return before.made;
    if (known.size >= most || characters >= mostCharacters) {
      known.clear();
      characters = 0;
    }
    const made = make();
    known.set(key, { made });
    characters += key.length;
    return made;
  };
}
