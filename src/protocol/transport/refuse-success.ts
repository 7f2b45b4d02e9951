import { wholeAnswer } from './whole-answer.js';

/** The statuses that providers sent with refusals which we gave another one. */
const SENT_STATUSES = new WeakMap<Response, number>();

/** The status that the provider sent: a refusal with a status of success has got another one. */
export function sentStatus(response: Response): number {
  return SENT_STATUSES.get(response) ?? response.status;
}

/** An answer as the refusal that it is, although its status may say success. */
export function refuseSuccess({ ok, status, headers }: Response, said: string): Response {
  const refused = wholeAnswer(said, { status: ok ? 400 : status, headers });
  SENT_STATUSES.set(refused, status);
  return refused;
}
