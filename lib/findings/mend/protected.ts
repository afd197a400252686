// Roles whose policies are not the account's to change.
import type { LocalPrincipal } from '../../model/snapshot.ts';

/** AWS services and IAM Identity Center keep the policies of their roles to themselves. */
export function isProtected({ path }: Pick<LocalPrincipal, 'path'>): boolean {
  return path.startsWith('/aws-service-role/') || path.startsWith('/aws-reserved/');
}
