// What every section is made of.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Severity } from '../lib/model/severity.ts';

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly lead?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A section with its heading, which others link to. */
export function Section({ id, title, lead, children }: SectionProps) {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {lead === undefined ? null : <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}

/** The severity as a word; its colour only repeats it. */
export function Badge({ severity }: { readonly severity: Severity }) {
  return <span class={`badge ${severity}`}>{severity}</span>;
}

const CODE = /`[^`]+`|\barn:[^\s,;]+|\b(?:account|org|ou|service):[^\s,;]+|\becr:[A-Z]\w+/g;

/** A sentence with names in the type of code. */
export function Prose({ text }: { readonly text: string }) {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const match of text.matchAll(CODE)) {
    const [found] = match;
    // A colon or a full stop after a name is the sentence's.
    const name = found.replace(/[:.]+$/, '');
    parts.push(text.slice(at, match.index), <code>{name.startsWith('`') ? name.slice(1, -1) : name}</code>);
    at = match.index + name.length;
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  );
}

/** With a capital, unless it begins with a name. */
export function sentenceCase(text: string): string {
  return /^[a-z]+(?:[ ,]|$)/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}

/** A command to copy. */
export function Command({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <div class="command">
      <div class="command-head">
        <span>{label}</span>
        <Copy text={text} />
      </div>
      <Scrolled label={label}>
        <code>{text}</code>
      </Scrolled>
    </div>
  );
}

interface ScrolledProps {
  readonly label: string;
  readonly kind?: string;
  readonly children: ComponentChildren;
}

/** Text as it is written, in a box that scrolls. */
export function Scrolled({ label, kind = '', children }: ScrolledProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section class={`box ${kind}`} tabIndex={0} aria-label={label}>
      <pre>{children}</pre>
    </section>
  );
}

/** Puts a text on the clipboard, and says so. */
export function Copy({ text }: { readonly text: string }) {
  const [said, say] = useState('');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => say('Copied'),
      () => say('Select and copy'),
    );
  return (
    <button type="button" class="copy" onClick={() => void copy()}>
      {said === '' ? 'Copy' : said}
    </button>
  );
}

/** A diff with its lines told apart by sign and colour. */
export function Diff({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <Scrolled label={label} kind="diff">
      {text.split('\n').map((line) => (
        <span class={LINES[line.charAt(0)] ?? 'same'}>{`${line}\n`}</span>
      ))}
    </Scrolled>
  );
}

const LINES: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed', '@': 'place' };

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly chosen: T;
  readonly choose: (value: T) => void;
}

/** One of a few, side by side. */
export function Choice<T extends string>({ label, options, chosen, choose }: ChoiceProps<T>) {
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      {options.map(([value, text]) => (
        <button type="button" aria-pressed={value === chosen} onClick={() => choose(value)}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}
