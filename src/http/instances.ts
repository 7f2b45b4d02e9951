import type { Application, IRouter } from 'express';
import { ConfigurationError } from '../shared/errors.js';
import type { Services } from './services.js';
import { asRouted } from './urls.js';

/** Where routers are mounted below patterns, visitors choose the paths: the oldest is forgotten. */
const MAX_PATHS_PER_APP = 1000;

/** The instances of each app, by the redirect path that they answer. */
const claims = new WeakMap<object, Map<string, Services>>();

/**
 * Registers that an instance answers a redirect path of an app. Throws a `ConfigurationError` when another instance does already: a
 * login of one would end at the other, and a user of one would be one of the other. The first one goes on.
 */
export function claimRedirectPath(app: Application, path: string, services: Services): void {
  const root = rootOf(app);
  const paths = claims.get(root) ?? new Map<string, Services>();
  claims.set(root, paths);
  const owner = paths.get(path);
  if (owner === services) return;
  if (owner !== undefined) throw conflictError(path);
  const [oldest] = paths.keys();
  if (paths.size >= MAX_PATHS_PER_APP && oldest !== undefined) paths.delete(oldest);
  paths.set(path, services);
}

/** As `claimRedirectPath`, for an instance that is mounted on an app at once. A router may be mounted anywhere: its requests will tell. */
export function claimMountedPath(mounted: IRouter, services: Services): void {
  if (!('settings' in mounted)) return;
  const app = mounted as unknown as Application;
  claimRedirectPath(app, asRouted(app, services.settings.paths.redirect), services);
}

/** The instances of an app that have answered a request, or are mounted on it. */
export function instancesOf(app: Application): readonly Services[] {
  return [...new Set(claims.get(rootOf(app))?.values())];
}

/** The app that an app is mounted in, if it is. */
function rootOf(app: Application): Application {
  let root = app as Application & { parent?: Application };
  while (root.parent) root = root.parent;
  return root;
}

function conflictError(path: string): ConfigurationError {
  return new ConfigurationError(`Two oauth() instances of this app answer the redirect path ${JSON.stringify(path)}`, {
    hint: 'Give one of them another "redirectPath", "loginPath", "logoutPath" and "errorPath", or mount it below a path of its own',
  });
}
