import type { Application } from 'express';

/** How a router compares paths: its own options count, whatever the settings of the app say by now. */
export interface RouterRules {
  caseSensitive: boolean;
  strict: boolean;
}

/** A router, as Express 4 and 5 make it. */
interface MadeRouter {
  readonly stack: readonly Layer[];
  readonly caseSensitive?: boolean;
  readonly strict?: boolean;
}

/** A mounted handler, as Express keeps it: one for a path has a list of its own. */
interface Layer {
  readonly handle?: unknown;
  readonly route?: { readonly stack: readonly Layer[] };
}

/** The router of an app is `_router` in Express 4, and `router` in Express 5. */
type MadeApp = Application & { readonly _router?: MadeRouter; readonly router?: MadeRouter };

/** An app below another one is in a function of this name. How it compares paths cannot be seen. */
const MOUNTED_APP = 'mounted_app';
const UNKNOWN: RouterRules = { caseSensitive: false, strict: false };

const ownRouters = new WeakSet<object>();

/** Leaves a router of ours out: it answers only our own routes. */
export function leaveOut(router: object): void {
  ownRouters.add(router);
}

/** How an app itself compares paths; undefined where Express does not say. It keeps what its settings said at its first handler. */
export function rulesOf(app: Application): RouterRules | undefined {
  const router = routerOf(app);
  return router && rules(router);
}

/** How an app, and all routers and apps that are mounted in it, compare paths. */
export function allRulesOf(app: Application): RouterRules[] {
  const found: RouterRules[] = [];
  const router = routerOf(app);
  if (router) collect(router, found, new Set());
  return found;
}

function collect(router: MadeRouter, found: RouterRules[], seen: Set<unknown>): void {
  if (seen.has(router) || ownRouters.has(router)) return;
  seen.add(router);
  found.push(rules(router));
  for (const { handle, route } of router.stack) {
    for (const each of route?.stack ?? []) if (isRouter(each.handle)) collect(each.handle, found, seen);
    if (isRouter(handle)) collect(handle, found, seen);
    else if ((handle as { name?: unknown } | undefined)?.name === MOUNTED_APP) found.push(UNKNOWN);
  }
}

function routerOf(app: Application): MadeRouter | undefined {
  // `router` is an error in Express 4.
  const router = '_router' in app ? (app as MadeApp)['_router'] : (app as MadeApp).router;
  return isRouter(router) ? router : undefined;
}

function isRouter(value: unknown): value is MadeRouter {
  return typeof value === 'function' && Array.isArray((value as Partial<MadeRouter>).stack);
}

function rules({ caseSensitive, strict }: MadeRouter): RouterRules {
  return { caseSensitive: caseSensitive === true, strict: strict === true };
}
