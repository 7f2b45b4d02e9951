import type { SignIn, StepUp } from '../../sessions/session-data.js';

/** The same step-up is not asked for again within this time. */
const RETRY_INTERVAL_MS = 60_000;
/** How many step-ups in a row are remembered. */
const MAX_STEP_UPS = 10;

/**
 * The step-ups of the last sign-in, if that was just now, and those just before it: two requirements of a route may
 * undo each other, and must not make a loop.
 */
export function recentStepUps(signIn: SignIn | undefined, now: number): readonly StepUp[] {
  return signIn?.stepUps && now < signIn.signedInAt + RETRY_INTERVAL_MS ? signIn.stepUps : [];
}

/** The step-ups that are still recent when a login begins: its link may be used long after it was made. */
export function stillRecent(stepUps: readonly StepUp[], now: number): readonly StepUp[] {
  return stepUps.filter(({ at }) => now < at + RETRY_INTERVAL_MS);
}

/** The step-ups that a sign-in remembers: its own, and those before. */
export function stepUpsOf(
  signedInAt: number,
  { wanted, before }: { wanted: string; before: readonly StepUp[] },
): StepUp[] {
  const others = before.filter((each) => each.wanted !== wanted);
  return [{ wanted, at: signedInAt }, ...others].slice(0, MAX_STEP_UPS);
}
