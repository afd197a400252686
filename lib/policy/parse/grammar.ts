// What each kind of policy may hold (A12, A18, A46, B12, B18, B20 of docs/semantics.md).
import type { Layer } from '../../model/policy.ts';

export interface Grammar {
  /** For messages: `an identity policy`. */
  readonly article: string;
  readonly principal: boolean;
  readonly notPrincipal: boolean;
  readonly notAction: boolean;
  readonly id: boolean;
  readonly required: ReadonlySet<'Action' | 'Resource' | 'Principal'>;
  readonly incompleteArn: 'completed' | 'refused' | 'matchesNothing';
  /** What is odd about an action, though it is evaluated. */
  readonly actionNote: (action: string) => string | undefined;
}

const nothingOdd = (): undefined => undefined;
const identity = {
  principal: false,
  notPrincipal: false,
  notAction: true,
  id: false,
  required: new Set(['Action', 'Resource'] as const),
  incompleteArn: 'completed',
  actionNote: nothingOdd,
} as const;

export const GRAMMAR = {
  identity: { ...identity, article: 'an identity policy' },
  boundary: { ...identity, article: 'a permissions boundary' },
  session: { ...identity, article: 'a session policy', incompleteArn: 'refused' },
  scp: { ...identity, article: 'a service control policy', id: true, incompleteArn: 'matchesNothing' },
  // B20: a repository policy without Resource speaks of its repository.
  resource: {
    article: 'a resource policy',
    principal: true,
    notPrincipal: true,
    notAction: true,
    id: true,
    required: new Set(['Action', 'Principal'] as const),
    incompleteArn: 'matchesNothing',
    actionNote: nothingOdd,
  },
  rcp: {
    article: 'a resource control policy',
    principal: true,
    notPrincipal: false,
    notAction: false,
    id: true,
    required: new Set(['Action', 'Resource', 'Principal'] as const),
    incompleteArn: 'matchesNothing',
    actionNote: (action) => (action === '*' ? 'a customer-managed resource control policy names its service' : undefined),
  },
} as const satisfies Record<Layer, Grammar>;
