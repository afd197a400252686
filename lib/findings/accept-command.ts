// The command that accepts a finding: results, pages and messages print the same.

/** `options` say where the finding is found again, and in which baseline it is accepted. */
export function acceptCommand(id: string, options: readonly string[] = []): string {
  const where = options.length === 0 ? '' : ` ${options.join(' ')}`;
  return `ecr-drift accept ${id}${where} --reason 'why it may stay' --owner 'who answers for it' --expires 90d`;
}
