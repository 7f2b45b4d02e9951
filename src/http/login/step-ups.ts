import type { SignIn } from '../../sessions/session-data.js';

/** So soon after a step-up the same one is not asked for again. */
const TRIED_MS = 60_000;
/** So many step-ups in a row are remembered. */
const MOST_TRIED = 10;

/** A step-up: the digest of what was asked for, and when the sign-in was done. */
interface StepUp {
  wanted: string;
  at: number;
}

/** The step-up of the last sign-in, if that was just now, and those just before it: two that a route asks for may undo each other. */
export function stepUpsLately(signIn: SignIn | undefined, now: number): StepUp[] {
  if (signIn?.stepUp === undefined || now >= signIn.signedInAt + TRIED_MS) return [];
  return signIn.stepUp.split(' ').map((each) => {
    const [wanted = '', at = signIn.signedInAt] = each.split('@');
    return { wanted, at: Number(at) };
  });
}

/** What the next sign-in remembers: what it is asked for, and what was before. */
export function withStepUp(wanted: string, before: readonly StepUp[]): string {
  const others = before.filter((each) => each.wanted !== wanted).map((each) => `${each.wanted}@${each.at}`);
  return [wanted, ...others].slice(0, MOST_TRIED).join(' ');
}

/** The same for a sign-in that begins now: its link may be used long after it was made. */
export function asOf(stepUps: string, now: number): string {
  const isLately = (at: string | undefined) => at === undefined || now < Number(at) + TRIED_MS;
  const entries = stepUps.split(' ');
  return entries.filter((each) => isLately(each.split('@')[1])).join(' ');
}
