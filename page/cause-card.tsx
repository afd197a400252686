// One cause: its sentence, and when it is opened its proof, how to undo it, how to keep it, and its findings.
import { useState } from 'preact/hooks';
import type { PageCause, PageFinding } from '../lib/report/html/page-view.ts';
import { counted, day, shortName } from './audit.ts';
import { Badge, Command, Diff, Prose, sentenceCase } from './parts.tsx';

interface CauseCardProps {
  readonly cause: PageCause;
  readonly findings: readonly PageFinding[];
  /** Whether links lead here: it may be drawn under several headings. */
  readonly isAnchor: boolean;
  readonly isOpen: boolean;
  readonly isTarget: boolean;
  readonly target: string;
  readonly toggle: () => void;
}

export function CauseCard({ cause, findings, isAnchor, isOpen, isTarget, target, toggle }: CauseCardProps) {
  const { id, severity, message, label, states, firstSeen } = cause;
  const told = [
    label,
    ...(states.accepted > 0 ? [counted(states.accepted, 'finding accepted', 'findings accepted')] : []),
    ...(states.resolved > 0 ? [counted(states.resolved, 'finding over', 'findings over')] : []),
    `since ${day(firstSeen)}`,
  ];
  return (
    <article class={`cause ${severity}${isTarget ? ' target' : ''}`} {...(isAnchor ? { id } : {})}>
      <h4>
        <button type="button" aria-expanded={isOpen} onClick={toggle}>
          <Badge severity={severity} />
          <span class="sentence">
            <Prose text={sentenceCase(message)} />
          </span>
          <span class="told">{told.join(' · ')}</span>
        </button>
      </h4>
      {isOpen ? <CauseBody cause={cause} findings={findings} isAnchor={isAnchor} target={target} /> : null}
    </article>
  );
}

function CauseBody({ cause, findings, isAnchor, target }: Pick<CauseCardProps, 'cause' | 'findings' | 'isAnchor' | 'target'>) {
  const { id, evidence, who } = cause;
  return (
    <div class="body">
      {evidence.length === 0 ? null : (
        <div class="part">
          <h5>Proof</h5>
          <ul>
            {evidence.map((line) => (
              <li>
                <Prose text={sentenceCase(line)} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {who === null ? null : (
        <div class="part">
          <h5>Who did it</h5>
          <p>
            <Prose text={sentenceCase(who)} />
          </p>
        </div>
      )}
      <Undo cause={cause} />
      <Findings cause={cause} findings={findings} isAnchor={isAnchor} target={target} />
      <p class="ids">
        <a href={`#${id}`}>{id}</a>
      </p>
    </div>
  );
}

function Undo({ cause: { remedy, remediation } }: { readonly cause: PageCause }) {
  return (
    <div class="part">
      <h5>What to do</h5>
      {remedy === '' ? null : (
        <p>
          <Prose text={`${sentenceCase(remedy)}.`} />
        </p>
      )}
      {remediation?.why ? (
        <p>
          No change by itself: <Prose text={remediation.why} />
        </p>
      ) : null}
      {remediation?.changes.map(({ place, diff, command, affects }) => (
        <div class="change">
          <p>
            Change <Prose text={place} />
          </p>
          <Diff text={diff} label={`Change of ${place}`} />
          <Command label="Undo it" text={command} />
          {affects.length > 0 ? (
            <p class="warning">
              Also loses access: <Prose text={affects.join(', ')} />
            </p>
          ) : null}
        </div>
      ))}
      {remediation?.warnings.map((warning) => (
        <p class="warning">
          <Prose text={warning} />
        </p>
      ))}
      {remediation && remediation.changes.length > 0 && remediation.leaves > 0 ? (
        <p class="note">{`${counted(remediation.leaves, 'finding')} of it would be left: make this change first, and audit again.`}</p>
      ) : null}
      {remediation ? <Keep accept={remediation.accept} /> : null}
    </div>
  );
}

function Keep({ accept }: { readonly accept: string }) {
  if (accept.startsWith('ecr-drift ')) return <Command label="Keep it for a time instead" text={accept} />;
  return (
    <p>
      To keep it: <Prose text={accept} />
    </p>
  );
}

const FEW = 10;

function Findings({ cause, findings, isAnchor, target }: Pick<CauseCardProps, 'cause' | 'findings' | 'isAnchor' | 'target'>) {
  const isAsked = findings.some(({ id }, at) => id === target && at >= FEW);
  const [isAll, showAll] = useState(isAsked);
  const shown = isAll || isAsked ? findings : findings.slice(0, FEW);
  const { total } = cause.findings;
  return (
    <div class="part">
      <h5>{counted(total, 'finding')}</h5>
      <div class="scroll">
        <table class="findings">
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Can</th>
              <th scope="col">Where</th>
              <th scope="col">Finding</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((finding) => (
              <FindingRow finding={finding} isAnchor={isAnchor} isTarget={finding.id === target} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < findings.length ? (
        <button type="button" class="more" onClick={() => showAll(true)}>
          {`Show all ${findings.length}`}
        </button>
      ) : null}
      {findings.length < total ? <p class="note">{`${total - findings.length} more are in the JSON report.`}</p> : null}
    </div>
  );
}

interface FindingRowProps {
  readonly finding: PageFinding;
  readonly isAnchor: boolean;
  readonly isTarget: boolean;
}

function FindingRow({ finding, isAnchor, isTarget }: FindingRowProps) {
  const { id, code, name, severity, state, principal, capability, repository, region, exception, until, unverifiedSince } = finding;
  return (
    <tr class={isTarget ? 'target' : ''} {...(isAnchor ? { id } : {})}>
      <td>{principal === null ? '—' : <code title={principal}>{shortName(principal)}</code>}</td>
      <td>{capability ?? '—'}</td>
      <td>
        {repository === null ? '—' : <code>{repository}</code>}
        {region === null ? null : <small>{region === '*' ? ' every region' : ` ${region}`}</small>}
      </td>
      <td>
        <span class="finding-head">
          <Badge severity={severity} /> {`${code} ${name}`}
        </span>
        <small>
          <a href={`#${id}`}>{id}</a>
          {state === 'accepted' ? `, accepted until ${day(until ?? '')} by ${exception ?? 'an exception'}` : ''}
          {state === 'resolved' ? ', over' : ''}
          {unverifiedSince === null ? '' : `, not verified since ${day(unverifiedSince)}`}
        </small>
      </td>
    </tr>
  );
}
