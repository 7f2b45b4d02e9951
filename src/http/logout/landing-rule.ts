import type { OptionRule } from '../../shared/check-options.js';
import { safeReturnTo } from '../request/return-to.js';

/** A longer path would not fit into the cookie that keeps it. */
const MAX_LANDING_LENGTH = 2000;

/** The rule of an option that names a landing page. */
export const landingRule: OptionRule = {
  takes: `a path of this app such as "/goodbye", of at most ${MAX_LANDING_LENGTH} characters, and no path of oauth() itself`,
  check: (value) => (safeReturnTo(value)?.length ?? Infinity) <= MAX_LANDING_LENGTH,
};
