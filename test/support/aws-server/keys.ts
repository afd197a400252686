// Which access key belongs to whom: those of the world, and those of assumed roles.
import type { IssuedKey } from './service.ts';
import type { Caller, World } from './world.ts';

export interface Keys {
  readonly callerOf: (accessKey: string) => Caller | undefined;
  readonly issue: (caller: Caller) => IssuedKey;
  readonly forget: () => void;
}

/** Keeps the keys that the server gave out beside those of the world. */
export function keysOf(world: World): Keys {
  const issued = new Map<string, Caller>();
  return {
    callerOf: (accessKey) => world.accessKeys[accessKey] ?? issued.get(accessKey),
    issue: (caller) => {
      const accessKeyId = `ASIAEXAMPLE${String(issued.size + 1).padStart(9, '0')}`;
      issued.set(accessKeyId, caller);
      return { accessKeyId, secretAccessKey: `example-secret-${issued.size}`, sessionToken: `example-token-${issued.size}` };
    },
    forget: () => issued.clear(),
  };
}
