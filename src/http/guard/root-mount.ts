import type { Application } from 'express';

/** A mounted handler, as Express keeps it: `slash` in Express 5, and `regexp.fast_slash` in Express 4, say that it is mounted at the root. */
interface Layer {
  readonly handle?: { readonly stack?: readonly Layer[] };
  readonly slash?: boolean;
  readonly regexp?: { readonly fast_slash?: boolean };
}

/** An app as Express makes it: the router is `_router` in Express 4, and `router` in Express 5. */
interface MountedApp {
  readonly parent?: MountedApp;
  readonly mountpath?: unknown;
  readonly _router?: { readonly stack?: readonly Layer[] };
  readonly router?: { readonly stack?: readonly Layer[] };
}

/**
 * Whether one of these handlers is mounted at the root of an app, or of the apps that it is mounted in; through routers, too.
 * Undefined where Express does not say what is mounted.
 */
export function isMountedAtRoot(app: Application, handlers: readonly unknown[]): boolean | undefined {
  let isKnown = false;
  for (let each: MountedApp | undefined = app as MountedApp; each; each = each.parent) {
    // `router` is an error in Express 4.
    const stack = '_router' in each ? each['_router']?.stack : each.router?.stack;
    if (!stack) continue;
    isKnown = true;
    if (isAtRoot(each) && holds(stack, handlers)) return true;
  }
  return isKnown ? false : undefined;
}

function isAtRoot(app: MountedApp): boolean {
  return !app.parent || (app.mountpath === '/' && isAtRoot(app.parent));
}

function holds(stack: readonly Layer[], handlers: readonly unknown[]): boolean {
  return stack.some(({ handle, slash, regexp }) => {
    if (slash !== true && regexp?.fast_slash !== true) return false;
    return handlers.includes(handle) || (handle?.stack !== undefined && holds(handle.stack, handlers));
  });
}
