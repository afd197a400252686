// Clients whose calls somebody counts.
import type { Clients } from './clients.ts';

/** The same clients; `admit` is asked before each call, which fails with what it throws. */
export function admitted(clients: Clients, admit: () => void): Clients {
  return {
    ...clients,
    of: (service, region) =>
      new Proxy(clients.of(service, region), {
        get: (client, name) => {
          const member: unknown = Reflect.get(client, name);
          if (name !== 'send' || typeof member !== 'function') return member;
          return (...asked: readonly unknown[]): unknown => {
            admit();
            return Reflect.apply(member, client, asked);
          };
        },
      }),
  };
}
