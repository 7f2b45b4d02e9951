import type { OptionRule, OptionRules } from '../../shared/check-options.js';
import { explainPath } from './explain-path.js';

/** The options that name the paths of our routes. */
export interface PathOptions {
  /** The path of the login page. Default is `/login`. */
  loginPath?: string | undefined;
  /** The path of the redirect URI. Default is `/redirect`. */
  redirectPath?: string | undefined;
  /** The path of the logout. Default is `/logout`. */
  logoutPath?: string | undefined;
  /** The path of the error page. Default is `/error`. */
  errorPath?: string | undefined;
  /**
   * The path to which a provider posts logout tokens (OIDC Back-Channel Logout 1.0): register it there, with the client's name below
   * it when there is an array of clients. Default is `/backchannel-logout`.
   */
  backchannelLogoutPath?: string | undefined;
  /** The path that a provider opens in a frame to sign out (OIDC Front-Channel Logout 1.0). Default is `/frontchannel-logout`. */
  frontchannelLogoutPath?: string | undefined;
}

/** The paths of our routes, relative to where the router is mounted. */
export type RoutePaths = Record<RouteName, string>;

type RouteName = keyof PathOptions extends `${infer Name}Path` ? Name : never;

const DEFAULT_PATHS: RoutePaths = {
  login: '/login',
  redirect: '/redirect',
  logout: '/logout',
  error: '/error',
  backchannelLogout: '/backchannel-logout',
  frontchannelLogout: '/frontchannel-logout',
};

/** With an array of clients, each client has a path of its own below these. */
export const PER_CLIENT_ROUTES: ReadonlySet<RouteName> = new Set([
  'redirect',
  'backchannelLogout',
  'frontchannelLogout',
]);

/** A plain path, which Express matches as it stands: no pattern, no parameter, no trailing slash. */
export const pathRule: OptionRule = {
  takes: 'a path such as "/login"',
  check: (value) => typeof value === 'string' && /^(?:\/[A-Za-z0-9._~-]+)+$/.test(value) && !value.includes('..'),
  explain: explainPath,
};

/** The rules of these options. */
export const pathRules = Object.fromEntries(
  Object.keys(DEFAULT_PATHS).map((name) => [`${name}Path`, pathRule]),
) as OptionRules<PathOptions>;

/** Whether a path is one of our routes, or of their paths per client. `prefix` comes before each of them. */
export function isRoutePath(
  path: string,
  { paths, prefix, manyClients }: { paths: RoutePaths; prefix: string; manyClients: boolean },
): boolean {
  const asked = path
    .replace(/[?#].*$/s, '')
    .replace(/(?<=.)\/$/, '')
    .toLowerCase();
  return Object.entries(paths).some(([route, ofRoute]) => {
    const own = (prefix + ofRoute).toLowerCase();
    const isPerClient = manyClients && PER_CLIENT_ROUTES.has(route as RouteName);
    const hasClients = route === 'login' || isPerClient;
    const isWhole = asked === own && !isPerClient;
    return isWhole || (hasClients && asked.startsWith(`${own}/`) && !asked.slice(own.length + 1).includes('/'));
  });
}

/** The paths of our routes, with the defaults of their options. */
export function routePathsOf(options: PathOptions): RoutePaths {
  const paths = Object.entries(DEFAULT_PATHS).map(([name, path]) => [
    name,
    options[`${name as RouteName}Path`] ?? path,
  ]);
  return Object.fromEntries(paths) as RoutePaths;
}
