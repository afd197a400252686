// `who`: who wrote the policies behind a finding, a cause or the access to a repository, as far as CloudTrail remembers.
import { whoText } from '../../report/who-lines.ts';
import { complain, print } from '../files/output.ts';
import { withSession } from '../input/live.ts';
import { sinceOf } from '../input/since.ts';
import { whoAnswer } from '../input/who-answer.ts';
import { type WhoOptions, whoQuestion } from '../input/who-question.ts';
import { EXIT, type Exit } from '../process/failure.ts';
import { interruptible } from '../process/interrupt.ts';

/** Prints every candidate, the newest first. 3: something was not read. Throws a Failure where nobody can be asked. */
export async function whoCommand(options: WhoOptions): Promise<Exit> {
  const { since, isCut } = sinceOf(options.since, options.now);
  const ask = await whoQuestion(options);
  if (isCut) complain(`CloudTrail remembers 90 days: nothing before ${since} can be found`);
  const { regions, roleArn, externalId } = options;
  const view = await interruptible((signal) =>
    withSession({ regions, roleArn, externalId }, signal, (session) => whoAnswer(session, ask(session), since)),
  );
  print(options.format === 'json' ? `${JSON.stringify(view)}\n` : whoText(view));
  return view.complete ? EXIT.done : EXIT.incomplete;
}
