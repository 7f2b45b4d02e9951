import { AsyncLocalStorage } from 'node:async_hooks';

const logins = new AsyncLocalStorage<string>();

/** How many hooks are running now. */
let running = 0;

/** Runs a hook of the login with this id: the hook may end all other sessions of the user, without ending this login. */
export async function runInLogin<T>(id: string, hook: () => Promise<T>): Promise<T> {
  running += 1;
  try {
    return await logins.run(id, hook);
  } finally {
    running -= 1;
    // While it watches, every promise of the process takes longer (in Node 20 and 22).
    if (running === 0) logins.disable();
  }
}

/** The id of the login whose hook is running, if one is. */
export function currentLogin(): string | undefined {
  return logins.getStore();
}
