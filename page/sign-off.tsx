// What an auditor signs: a decision, and the hash of what it was made on.
import type { PageView } from '../lib/report/html/page-view.ts';
import { minute } from './audit.ts';
import { Copy, Section } from './parts.tsx';

const LINES = ['Reviewer', 'Date', 'Decision'];

export function SignOff({ view }: { readonly view: PageView }) {
  const { sha256, account, asOf, baseline } = view;
  return (
    <Section id="sign-off" title="Sign-off">
      <dl class="sign">
        <div>
          <dt>Content (sha256)</dt>
          <dd>
            <code>{sha256}</code> <Copy text={sha256} />
          </dd>
        </div>
        <div>
          <dt>Account, read</dt>
          <dd>{`${account}, ${minute(asOf)}`}</dd>
        </div>
        <div>
          <dt>Baseline (sha256)</dt>
          <dd>{baseline ? <code>{baseline.sha256}</code> : 'none'}</dd>
        </div>
        {LINES.map((line) => (
          <div class="blank">
            <dt>{line}</dt>
            <dd />
          </div>
        ))}
      </dl>
      <p class="note">
        The content is that of the same audit as <code>ecr-drift audit --format json</code>: <code>sha256sum</code> of that file gives the
        hash above.
      </p>
    </Section>
  );
}
