import { AsyncLocalStorage } from 'node:async_hooks';

const logins = new AsyncLocalStorage<string>();

/** Runs a hook of the login with this id: the hook may end all other sessions of the user, without ending this login. */
export function runInLogin<T>(id: string, hook: () => T): T {
  return logins.run(id, hook);
}

/** The id of the login whose hook is running, if one is. */
export function currentLogin(): string | undefined {
  return logins.getStore();
}
