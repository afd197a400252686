// Principals and places in as few letters as tell them apart, for rows and headings; the proof of a finding has them in full.
import { arnFields } from '../model/ids.ts';

/** Account ids with the names that the organization gives them. */
export type AccountNames = ReadonlyMap<string, string>;

const SERVICE = '.amazonaws.com';

/** `user kurt`, `role ci of 222222222222`, `account acme-build`, `service lambda`, `anyone`. */
export function shortPrincipal(principal: string, own: string, names: AccountNames): string {
  if (principal === '*') return 'anyone';
  const separator = principal.indexOf(':');
  const [kind, rest] = [principal.slice(0, separator), principal.slice(separator + 1)];
  if (kind === 'account') return `account ${names.get(rest) ?? rest}`;
  if (kind === 'service') return `service ${rest.endsWith(SERVICE) ? rest.slice(0, -SERVICE.length) : rest}`;
  if (kind === 'org') return `organization ${rest}`;
  if (kind === 'ou') return `unit ${rest}`;
  return shortArn(principal, own, names);
}

function shortArn(arn: string, own: string, names: AccountNames): string {
  const fields = arnFields(arn);
  if (!fields) return arn;
  const { account, resource } = fields;
  const kind = resource.slice(0, resource.indexOf('/'));
  // Sessions and identity providers are named by more than their last name.
  const isOfIam = kind === 'user' || kind === 'role';
  const name = isOfIam ? `${kind} ${resource.slice(resource.lastIndexOf('/') + 1)}` : resource;
  return account === own || account === '' ? name : `${name} of ${names.get(account) ?? account}`;
}

/** `AmazonEC2ContainerRegistryReadOnly` for its ARN; every other policy as it is named. */
export function shortPolicy(name: string): string {
  const fields = arnFields(name);
  return fields?.resource.startsWith('policy/') ? fields.resource.slice(fields.resource.lastIndexOf('/') + 1) : name;
}
