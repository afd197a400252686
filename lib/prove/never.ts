// A claim that something is never allowed, as people write it.
import { visible } from '../text/quote.ts';
import { askersNamed } from './principals.ts';
import type { Claim } from './question.ts';

/** `ACTION[,ACTION] on RESOURCE [by PRINCIPAL]` as a claim, or what is wrong with it. */
export function readNever(text: string): Claim | { readonly kind: 'problem'; readonly reason: string } {
  const [action = '', on, resource, by, principal, ...rest] = text.trim().split(/\s+/);
  const isSaid = on === 'on' && resource !== undefined && (by === undefined || (by === 'by' && principal !== undefined));
  if (!isSaid || rest.length > 0) return problem('use ACTION on RESOURCE [by PRINCIPAL], as in `ecr:PutImage on "*" by 111111111111`');
  const actions = action.split(',');
  const wrong = actions.find((each) => each !== '*' && !/^[^:]+:[^:]+$/.test(each));
  if (wrong !== undefined) return problem(`\`${visible(wrong)}\` is not an action: use \`service:Name\``);
  if (resource !== '*' && !resource.startsWith('arn:')) return problem(`\`${visible(resource)}\` is neither an ARN nor \`*\``);
  if (principal !== undefined && !askersNamed(principal, () => []))
    return problem(`\`${visible(principal)}\` is not a principal: use an ARN, an account id, a service or \`*\``);
  return { kind: 'never', actions, resource, principal };
}

function problem(reason: string): { readonly kind: 'problem'; readonly reason: string } {
  return { kind: 'problem', reason };
}
