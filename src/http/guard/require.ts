import type { RequestHandler } from 'express';
import type { Auth } from '../../sessions/auth.js';
import type { Exchange } from '../exchange.js';
import { handle } from '../handle.js';
import { callHook } from '../hooks/run-hook.js';
import { watchSession } from '../logout/sign-out.js';
import { openExchange } from '../open-exchange.js';
import type { Services } from '../services.js';
import { forbiddenError } from './forbidden.js';
import { hasClaim } from './has-claim.js';
import { askToSignIn, isWelcome } from './guard.js';
import { checkRequirement, isProved, namesIn, type Requirement } from './requirement.js';
import { stepUp } from './step-up.js';

/**
 * A handler that lets those requests through that meet a requirement. A user who may after another sign-in is sent to that once
 * (step-up); all others are refused with 403. Throws a `ConfigurationError` for a wrong requirement.
 */
export function requirementHandler(services: Services, requirement: Requirement): RequestHandler {
  checkRequirement(services.clients, requirement);
  return handle(services, async function requireMet(exchange, next) {
    await openExchange(exchange);
    if (await isMet(exchange, requirement)) next();
  });
}

/** Whether a request meets a requirement. Answers all other requests, or throws a `CallbackError`. */
async function isMet(exchange: Exchange, requirement: Requirement): Promise<boolean> {
  // The guard may not stand in front of this route.
  if (!(await isWelcome(exchange))) return false;
  const { user, services } = exchange;
  if (!user) return false;
  const isUserAllowed = await watchSession(exchange, () => isAllowed(exchange, user, requirement));
  // The check may have ended the session.
  if (!exchange.user) {
    if (!exchange.res.headersSent) askToSignIn(exchange, 'signed-out');
    return false;
  }
  if (!isUserAllowed) throw forbiddenError(user.client);
  if (isProved(user, requirement, services.clock())) return true;
  stepUp(exchange, requirement);
  return false;
}

/** Whether the user meets what another sign-in would not change. */
async function isAllowed(
  { req }: Exchange,
  user: Auth,
  { client, groups, claims = {}, check }: Requirement,
): Promise<boolean> {
  if (client !== undefined && !namesIn(client).includes(user.client)) return false;
  if (groups && !groups.some((group) => user.groups?.includes(group))) return false;
  const hasAll = Object.entries(claims).every(([name, value]) => hasClaim(user.info, name, value));
  if (!hasAll || !check) return hasAll;
  // Nothing but true means yes.
  const answer: unknown = await callHook('require() check', () => check(user, req));
  return answer === true;
}
