// A repository as people find it elsewhere: a registry URI, as image references have it, or an ARN.
import { arnFields } from '../../model/ids.ts';

export interface RepositoryReference {
  readonly kind: 'uri' | 'arn';
  /** Undefined for a registry that has none, such as ECR Public. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** Without tag and digest; empty where the reference names the registry only. */
  readonly name: string;
}

const HOST = /^(?<account>[0-9]{12})\.dkr[.-]ecr(-fips)?\.(?<region>[a-z0-9-]+)\.[a-z0-9.-]+$/;
const PUBLIC = /^public\.ecr\.aws$|^ecr-public\./;

/** Undefined for what is neither; a plain name of a repository is neither. */
export function readReference(text: string): RepositoryReference | undefined {
  const fields = text.startsWith('arn:') ? arnFields(text) : undefined;
  if (fields?.service === 'ecr' && fields.resource.startsWith('repository/')) {
    const { account, region, resource } = fields;
    return { kind: 'arn', account, region, name: resource.slice('repository/'.length) };
  }
  const bare = text.replace(/^(https?|docker):\/\//, '');
  const cut = bare.indexOf('/');
  const [host, path] = cut < 0 ? [bare, ''] : [bare.slice(0, cut), bare.slice(cut + 1)];
  const { account, region } = HOST.exec(host.toLowerCase())?.groups ?? {};
  if (account === undefined && !PUBLIC.test(host)) return undefined;
  return { kind: 'uri', account, region, name: path.replace(/@.*$/, '').replace(/:[^/]*$/, '') };
}

/** How to write what a reference means where a name is expected; follows the reference in a sentence. */
export function referenceProblem({ kind, account, region, name }: RepositoryReference): string {
  if (account === undefined) return 'is a repository of ECR Public, which is another service';
  const what = kind === 'arn' ? 'is an ARN' : 'is a registry URI';
  const wanted = [
    ...(name === '' ? [] : [`repositories: ["${name}"]`]),
    ...(region === undefined || region === '' ? [] : [`regions: [${region}]`]),
    ...(account === '' ? [] : [`accounts: ["${account}"]`]),
  ];
  return `${what}, not the name of a repository: write \`${wanted.join(', ')}\``;
}
