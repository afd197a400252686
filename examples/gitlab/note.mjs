// One note of a merge request: made, edited or deleted until it says what the check says, and touched only then.
// usage: node note.mjs STATUS, beside ecr-access.json and ecr-access.md, in a job of a merge request with GITLAB_TOKEN.
import { readFileSync } from 'node:fs';

const { CI_API_V4_URL: api, CI_PROJECT_ID: project, CI_MERGE_REQUEST_IID: request, GITLAB_TOKEN: token } = process.env;
const MARKER = '<!-- ecr-drift check -->';
const MOST = 900_000;
const PAGE = 100;

async function ask(method, path, body) {
  const response = await fetch(`${api}${path}`, {
    method,
    headers: { 'private-token': token, 'content-type': 'application/json' },
    redirect: 'error',
    ...(body === undefined ? {} : { body: JSON.stringify({ body }) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: GitLab answered ${response.status}`);
  return response.status === 204 ? undefined : response.json();
}

/** Undefined where nothing is left to say. */
function textOf(status) {
  if (status === '1') return '# ECR access: not checked\n\nThe log of the job says why.';
  const { summary, opened, resolved } = JSON.parse(readFileSync('ecr-access.json', 'utf8'));
  const { gained, lost, changed, unresolved } = summary;
  const isWorthTelling = status !== '0' || gained + lost + changed + unresolved + opened.length + resolved.length > 0;
  return isWorthTelling ? readFileSync('ecr-access.md', 'utf8').slice(0, MOST) : undefined;
}

async function ownNotes(path) {
  const { id: own } = await ask('GET', '/user');
  const notes = [];
  for (let page = 1; ; page += 1) {
    const some = await ask('GET', `${path}?per_page=${PAGE}&page=${page}`);
    notes.push(...some);
    if (some.length < PAGE) break;
  }
  return notes.filter(({ author, body }) => author.id === own && body.startsWith(`${MARKER}\n`));
}

try {
  const path = `/projects/${project}/merge_requests/${request}/notes`;
  const text = textOf(process.argv[2]);
  const body = text === undefined ? undefined : `${MARKER}\n${text}`.trimEnd();
  const [note, ...others] = await ownNotes(path);
  for (const { id } of others) await ask('DELETE', `${path}/${id}`);
  if (body === undefined && note) await ask('DELETE', `${path}/${note.id}`);
  if (body !== undefined && !note) await ask('POST', path, body);
  if (body !== undefined && note && note.body.trimEnd() !== body) await ask('PUT', `${path}/${note.id}`, body);
} catch (error) {
  // The check counts all the same.
  console.log(`no note: ${error.message}`);
}
