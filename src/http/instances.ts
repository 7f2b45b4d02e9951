import type { Application, IRouter } from 'express';
import { ConfigurationError } from '../shared/errors.js';
import type { Exchange } from './exchange.js';
import type { Services } from './services.js';
import { isMountedAtRoot } from './guard/root-mount.js';
import { asRouted } from './urls.js';

/** Where routers are mounted below patterns, visitors choose the paths: the claim that was not used for longest is forgotten. */
const MAX_CLAIMS_PER_APP = 1000;

/** The router and the guard of each instance. */
const handlers = new WeakMap<Services, readonly unknown[]>();
/** The apps at whose root one of them was found. */
const rooted = new WeakMap<Services, WeakSet<Application>>();

/** An instance at a redirect path, or with an identity. */
interface Claim {
  readonly services: Services;
  /** Whether the router was seen there, or the option "mountPath" says so. Otherwise a guard or a method took it to be there. */
  readonly isCertain: boolean;
}

type Claims = Map<string, readonly Claim[]>;

/** The claims of each app, by redirect path and by identity. */
const claims = new WeakMap<object, Claims>();

/**
 * Registers where a request has met an instance: its redirect path in the app, and its identity. Throws a `ConfigurationError` when another
 * instance has one of the two already: a login of one would end at the other, or a user of one would be one of the other. The first one
 * goes on, unless only the second one is certain. On origins of their own, two instances may have the same path.
 */
export function claimAddress(exchange: Exchange, isCertain: boolean): void {
  const { services, urls, instance } = exchange;
  const known = claimsOf(exchange.req.app);
  const path = urls.routedRedirectPath;
  const claim = { services, isCertain };
  if (!addClaim(known, path, { claim, isRival: (other) => mayShareOrigin(other, services) })) throw pathError(path);
  if (instance === path) return;
  if (!addClaim(known, instance, { claim, isRival: () => true })) throw identityError(instance);
}

/** As `claimAddress`, for an instance that is mounted on an app at once. A router may be mounted anywhere: its requests will tell. */
export function claimMountedPath(mounted: IRouter, services: Services): void {
  if (!('settings' in mounted)) return;
  const app = mounted as unknown as Application;
  const path = asRouted(app, services.settings.paths.redirect);
  const claim = { services, isCertain: true };
  if (!addClaim(claimsOf(app), path, { claim, isRival: () => true })) throw pathError(path);
}

/** Registers the router and the guard of an instance, by which it is found in an app. */
export function registerHandlers(services: Services, mountable: readonly unknown[]): void {
  handlers.set(services, mountable);
  rooted.set(services, new WeakSet());
}

/** Whether the router or the guard of an instance is mounted at the root of an app; undefined where Express does not say so. */
export function isAtRootOf(app: Application, services: Services): boolean | undefined {
  if (rooted.get(services)?.has(app)) return true;
  const isFound = isMountedAtRoot(app, handlers.get(services) ?? []);
  if (isFound) rooted.get(services)?.add(app);
  return isFound;
}

/** The instances of an app that have answered a request, or are mounted on it. */
export function instancesOf(app: Application): readonly Services[] {
  const all = [...(claims.get(rootOf(app))?.values() ?? [])].flat();
  return [...new Set(all.map(({ services }) => services))];
}

/** Adds a claim in place of those that are less certain. Tells whether it did: false when a rival stays. */
function addClaim(
  known: Claims,
  key: string,
  { claim, isRival }: { claim: Claim; isRival: (other: Services) => boolean },
): boolean {
  const { services, isCertain } = claim;
  const all = known.get(key) ?? [];
  const own = all.find((each) => each.services === services);
  // The usual case: nothing changes. Where there are many claims, the order by use counts, too.
  if (own && all.length === 1 && own.isCertain && known.size < MAX_CLAIMS_PER_APP / 2) return true;
  const rivals = all.filter((each) => each !== own && isRival(each.services));
  if (rivals.some((rival) => rival.isCertain || !isCertain)) return false;
  const others = all.filter((each) => each !== own && !rivals.includes(each));
  known.delete(key);
  const [oldest] = known.keys();
  if (known.size >= MAX_CLAIMS_PER_APP && oldest !== undefined) known.delete(oldest);
  known.set(key, [...others, own?.isCertain ? own : claim]);
  return true;
}

/** Whether two instances may be reached under the same origin. */
function mayShareOrigin({ settings: one }: Services, { settings: other }: Services): boolean {
  return !one.baseUrl || !other.baseUrl || one.baseUrl.origin === other.baseUrl.origin;
}

function claimsOf(app: Application): Claims {
  const root = rootOf(app);
  const known = claims.get(root) ?? new Map<string, readonly Claim[]>();
  claims.set(root, known);
  return known;
}

/** The app that an app is mounted in, if it is. */
function rootOf(app: Application): Application {
  let root = app as Application & { parent?: Application };
  while (root.parent) root = root.parent;
  return root;
}

function pathError(path: string): ConfigurationError {
  return new ConfigurationError(`Two oauth() instances of this app answer the redirect path ${JSON.stringify(path)}`, {
    hint: 'Give one of them another "redirectPath", "loginPath", "logoutPath" and "errorPath", or mount it below a path of its own, with the option "mountPath" where its router does not come first',
  });
}

function identityError(instance: string): ConfigurationError {
  return new ConfigurationError(`Two oauth() instances of this app have the same identity: ${instance}`, {
    hint: 'Give each of them another "instance"',
  });
}
