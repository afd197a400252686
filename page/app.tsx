// The whole report: what leads where, and its sections in the order in which people ask.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PageView } from '../lib/report/html/page-view.ts';
import { indexOf } from './audit.ts';
import { Causes } from './causes.tsx';
import { Changes } from './changes.tsx';
import { Lookup } from './lookup.tsx';
import { Matrix } from './matrix.tsx';
import { Method } from './method.tsx';
import { Outsiders } from './outsiders.tsx';
import { BaselineHealth, Registries } from './settings.tsx';
import { SignOff } from './sign-off.tsx';
import { Summary } from './summary.tsx';
import { ThemeChoice } from './theme.tsx';

/** The report of an audit. */
export function App({ view }: { readonly view: PageView }) {
  const index = useMemo(() => indexOf(view), [view]);
  const target = useTarget();
  const isPrinting = usePrinting();
  const links = linksOf(view);
  useEffect(() => {
    if (target !== '') document.getElementById(target)?.scrollIntoView({ block: 'start' });
  }, [target]);
  return (
    <div class="layout">
      <nav aria-label="Sections">
        <ul>
          {links.map(([id, text]) => (
            <li>
              <a href={`#${id}`}>{text}</a>
            </li>
          ))}
        </ul>
        <ThemeChoice />
      </nav>
      <main>
        <Summary view={view} />
        {view.events ? <Changes events={view.events} index={index} /> : null}
        <Causes view={view} index={index} target={target} isPrinting={isPrinting} />
        {view.access ? <Matrix access={view.access} isPrinting={isPrinting} /> : null}
        {view.access ? <Lookup access={view.access} /> : null}
        {view.access ? <Outsiders view={view} /> : null}
        {view.registries.length > 0 ? <Registries registries={view.registries} /> : null}
        <BaselineHealth view={view} />
        <Method view={view} />
        <SignOff view={view} />
      </main>
    </div>
  );
}

function linksOf({ events, access, registries }: PageView): readonly (readonly [id: string, text: string])[] {
  return [
    ['summary', 'Summary'],
    ...(events ? ([['changes', 'What changed']] as const) : []),
    ['causes', 'Causes'],
    ...(access
      ? ([
          ['matrix', 'Access matrix'],
          ['lookup', 'Who can, what can'],
          ['outside', 'Outside access'],
        ] as const)
      : []),
    ...(registries.length > 0 ? ([['registries', 'Registry settings']] as const) : []),
    ['baseline', 'Baseline'],
    ['method', 'Completeness, method'],
    ['sign-off', 'Sign-off'],
  ];
}

/** What the address points at. */
function useTarget(): string {
  const [target, setTarget] = useState(targetOf);
  useEffect(() => {
    const follow = () => setTarget(targetOf());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return target;
}

function targetOf(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}

/** On paper everything is open. */
function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const paper = matchMedia('print');
    const follow = () => setPrinting(paper.matches);
    const begin = () => {
      for (const each of document.querySelectorAll('details')) each.open = true;
      setPrinting(true);
    };
    const end = () => setPrinting(false);
    follow();
    paper.addEventListener('change', follow);
    addEventListener('beforeprint', begin);
    addEventListener('afterprint', end);
    return () => {
      paper.removeEventListener('change', follow);
      removeEventListener('beforeprint', begin);
      removeEventListener('afterprint', end);
    };
  }, []);
  return isPrinting;
}
