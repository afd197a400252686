// The sources of a Terraform configuration: its folder, and the modules in it that it calls. Nothing outside of the folder is read.
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parse } from '@cdktn/hcl2json';
import {
  type Configuration,
  moduleFolder,
  type ParsedFile,
  type SourceModule,
  sourceModule,
  within,
} from '../../proposal/terraform/source/configuration.ts';
import { sourcesOf } from '../../proposal/terraform/source/sources.ts';
import type { ReadSources } from '../../proposal/terraform/source-reader.ts';
import { readUniqueJson } from '../../text/json.ts';
import { counted, oneLine, quoted } from '../../text/quote.ts';
import { codeOf, reasonOf } from '../files/file-error.ts';
import { readPlainText } from '../files/read-file.ts';
import { Failure } from '../process/failure.ts';

const SOURCE = /^[^.#].*\.(?:tf|tofu)(?:\.json)?$/;
const MOST_FILES = 5000;
const MOST_TEXT = 32 * 1024 * 1024;
/** The parser needs time in the square of the depth, and Terraform's own files are nowhere near. */
const DEEPEST = 300;
/** Deeper calls of modules nobody writes, and a module may call itself. */
const DEEPEST_CALL = 30;

/** Reads and parses a configuration, to be asked for what a plan of it leaves open. Throws a Failure. */
export async function readSources(path: string): Promise<ReadSources> {
  return sourcesOf(await readConfiguration(path));
}

async function readConfiguration(path: string): Promise<Configuration> {
  const folder: Folder = { path, root: rootOf(path), files: 0, text: 0 };
  const installed = installedIn(folder);
  const modules = new Map<string, SourceModule>();
  const waiting: { readonly at: string; readonly calls: readonly string[] }[] = [{ at: '', calls: [] }];
  const seen = new Set<string>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { at, calls } = next;
    let module = modules.get(at);
    if (!module) {
      const files = await filesIn(folder, at);
      if (!files) continue;
      if (at === '' && files.length === 0)
        throw new Failure(`--terraform-source ${path}: no .tf file in it: give the folder that \`terraform plan\` ran in`);
      module = sourceModule(files);
      modules.set(at, module);
    }
    // The same folder may be called from two places, and call other modules by what was fetched for each.
    for (const [name, call] of module.calls) {
      const names = [...calls, name];
      const to = moduleFolder({ installed }, at, call, names);
      if (to === undefined || names.length > DEEPEST_CALL || seen.has(`${at} ${names.join('.')}`) || seen.size > MOST_FILES) continue;
      seen.add(`${at} ${names.join('.')}`);
      if (!modules.has(to) || installed.size > 0) waiting.push({ at: to, calls: names });
    }
  }
  return { modules, installed };
}

interface Folder {
  readonly path: string;
  /** Without links. */
  readonly root: string;
  files: number;
  text: number;
}

function rootOf(path: string): string {
  try {
    if (statSync(path).isDirectory()) return realpathSync(path);
  } catch (error) {
    throw new Failure(`--terraform-source ${path}: ${reasonOf(error)}: give the folder that \`terraform plan\` ran in`, { cause: error });
  }
  throw new Failure(`--terraform-source ${path}: it is no folder: give the folder that \`terraform plan\` ran in`);
}

/** The path without links; undefined where there is nothing, or where it leads out. */
function inside({ root }: Folder, path: string): string | undefined {
  try {
    const real = realpathSync(join(root, path));
    return real === root || real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`) ? real : undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'].includes(String(codeOf(error)))) return undefined;
    throw new Failure(`--terraform-source: cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

async function filesIn(folder: Folder, at: string): Promise<readonly ParsedFile[] | undefined> {
  const real = inside(folder, at);
  if (real === undefined || !statSync(real).isDirectory()) return undefined;
  const names = readdirSync(real)
    .filter((name) => SOURCE.test(name))
    .sort();
  const parsed: ParsedFile[] = [];
  for (const name of names) {
    const path = at === '' ? name : `${at}/${name}`;
    const file = inside(folder, path);
    // A link that leads out: what is in there is not in the sources.
    if (file === undefined) continue;
    const text = readPlainText(file);
    folder.files += 1;
    folder.text += text.length;
    if (folder.files > MOST_FILES || folder.text > MOST_TEXT)
      throw new Failure(
        `--terraform-source ${folder.path}: it is more than ${counted(MOST_FILES, 'file')} or 32 MiB of sources: give the folder of one configuration`,
      );
    parsed.push({ name, value: await parsedFile(join(folder.path, path), text) });
  }
  return parsed;
}

async function parsedFile(path: string, text: string): Promise<unknown> {
  if (path.endsWith('.json')) {
    const json = readUniqueJson(text);
    if (json.kind === 'problem') throw new Failure(`${path}:${json.line}: ${json.reason}`);
    return json.value;
  }
  const line = tooDeepAt(text);
  if (line !== undefined) throw new Failure(`${path}:${line}: it is nested more than ${DEEPEST} deep`);
  try {
    return await parse(path, text);
  } catch (error) {
    throw new Failure(syntaxError(path, error instanceof Error ? error.message : String(error)), { cause: error });
  }
}

function tooDeepAt(text: string): number | undefined {
  let [depth, line] = [0, 1];
  for (const char of text) {
    if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth = Math.max(0, depth - 1);
    else if (char === '\n') line += 1;
    if (depth > DEEPEST) return line;
  }
  return undefined;
}

/** `parse config: [main.tf:3,1-2: Unbalanced parentheses; Expected …, …]` as one line with its place. */
function syntaxError(path: string, message: string): string {
  const start = message.indexOf(`${path}:`);
  const place = start < 0 ? undefined : /^(\d+),[\d,-]+: ([^;\n]*);? ?([^\n]*?)\.?\]?$/m.exec(message.slice(start + path.length + 1));
  if (!place) return oneLine(`${path}: it is no configuration of Terraform: ${message}`);
  const [, line = '', summary = ''] = place;
  return oneLine(`${path}:${line}: ${summary.toLowerCase()}: it is no configuration that Terraform would read`);
}

/** What \`terraform init\` fetched, by call; nothing where it has not run. */
function installedIn(folder: Folder): ReadonlyMap<string, string> {
  const file = inside(folder, '.terraform/modules/modules.json');
  if (file === undefined) return new Map();
  const json = readUniqueJson(readPlainText(file));
  const list: unknown =
    json.kind === 'problem' || typeof json.value !== 'object' || json.value === null ? [] : Reflect.get(json.value, 'Modules');
  if (!Array.isArray(list))
    throw new Failure(
      `${join(folder.path, '.terraform/modules/modules.json')}: ${quoted('Modules')} is no list: run \`terraform init\` again`,
    );
  return new Map(
    list.flatMap((each: unknown) => {
      const [key, dir]: unknown[] = typeof each === 'object' && each !== null ? [Reflect.get(each, 'Key'), Reflect.get(each, 'Dir')] : [];
      const at = typeof dir === 'string' ? within('', dir.replaceAll('\\', '/')) : undefined;
      return typeof key === 'string' && key !== '' && at !== undefined ? [[key, at] as const] : [];
    }),
  );
}
