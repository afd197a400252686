// Who is in which group by a plan.
import type { ProposedChange } from '../change.ts';
import { isList, listIn, nameIn, type ReaderInput, type ReadResource, unread } from './resource-values.ts';

/** `aws_iam_group_membership`. */
export function groupMembership({ before, after }: ReaderInput): ReadResource {
  const values = after ?? before;
  const name = values && nameIn(values, 'group');
  const users = values && listIn(values, 'users');
  if (!values || !name || !users || !('text' in name))
    return { what: 'members of a group', changes: [unread({ kind: 'principals' }, 'group', 'it is known only after apply')] };
  const what = `members of group ${name.text}`;
  if (!isList(users)) return { what, changes: [unread({ kind: 'principals' }, users.attribute, users.why)] };
  // Terraform adds and removes those that it has listed, and knows no others.
  const had = before ? listIn(before, 'users') : [];
  const gone = (isList(had) ? had : []).filter((user) => !after || !users.includes(user));
  return {
    what,
    changes: [
      ...gone.map((user): ProposedChange => ({ kind: 'membership', user, group: name.text, member: false })),
      ...(after ? users.map((user): ProposedChange => ({ kind: 'membership', user, group: name.text, member: true })) : []),
    ],
  };
}

/** `aws_iam_user_group_membership`. */
export function userGroups({ before, after }: ReaderInput): ReadResource {
  const values = after ?? before;
  const user = values && nameIn(values, 'user');
  const groups = values && listIn(values, 'groups');
  if (!values || !user || !groups || !('text' in user))
    return { what: 'groups of a user', changes: [unread({ kind: 'principals' }, 'user', 'it is known only after apply')] };
  const what = `groups of user ${user.text}`;
  if (!isList(groups))
    return {
      what,
      changes: [unread({ kind: 'owner', owner: { kind: 'user', name: user.text }, limits: false }, groups.attribute, groups.why)],
    };
  const had = before ? listIn(before, 'groups') : [];
  const gone = (isList(had) ? had : []).filter((each) => !after || !groups.includes(each));
  return {
    what,
    changes: [
      ...gone.map((each): ProposedChange => ({ kind: 'membership', user: user.text, group: each, member: false })),
      ...(after ? groups.map((each): ProposedChange => ({ kind: 'membership', user: user.text, group: each, member: true })) : []),
    ],
  };
}
