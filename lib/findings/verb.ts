// Capabilities in sentences.

/** What whoever has a capability can do, in front of a repository: `pull from`; a raw action is called. */
export function verb(capability: string): string {
  if (capability.includes(':')) return `call ${capability} on`;
  if (capability === 'pull') return 'pull from';
  if (capability === 'push') return 'push to';
  if (capability === 'admin') return 'administer';
  if (capability === 'list') return 'list images of';
  if (capability === 'delete') return 'delete from';
  if (capability === 'replicate') return 'replicate into';
  return `${capability}${capability === 'retag' ? ' images of' : ''}`;
}
