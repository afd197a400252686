// What was made lately under a key.
import { getOrCreate } from './get-or-create.ts';

/** The value of a key, made where it is not known; when `most` are known all are forgotten. */
export function forgetful<T>(most: number): (key: string, make: () => T) => T {
  const known = new Map<string, T>();
  return (key, make) => {
    if (known.size >= most) known.clear();
    return getOrCreate(known, key, make);
  };
}
