import { ConfigurationError } from '../shared/errors.js';
import type { OidcProviderModule } from './oidc-provider-api.js';

const INSTALL = 'npm install --save-dev oidc-provider';

/**
 * Imports oidc-provider. It is an optional peer dependency, because an application in production does not need it. Rejects with a
 * `ConfigurationError` that says how to install it.
 */
export async function loadOidcProvider(load: () => Promise<unknown> = importOidcProvider): Promise<OidcProviderModule> {
  try {
    return (await load()) as OidcProviderModule;
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    const hint = `Install it: ${INSTALL}`;
    throw new ConfigurationError(`developmentProvider() runs on oidc-provider, which is not installed. ${hint}`, {
      hint,
      cause,
    });
  }
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const notFound = error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND';
  return notFound && /['"]oidc-provider['"]/.test(error.message);
}

let imported: Promise<unknown> | undefined;

/** Imports only once, because two imports at the same time could not both restore the console. */
function importOidcProvider(): Promise<unknown> {
  imported ??= importQuietly();
  return imported;
}

/**
 * On Node 20, which works, oidc-provider prints "Unsupported runtime" at each import, so in every test file. It has no option against that:
 * suppress only this line, and only during the import.
 */
async function importQuietly(): Promise<unknown> {
  const { console } = globalThis;
  // oxlint-disable-next-line typescript/unbound-method -- it is restored below
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn.apply(console, words);
  };
  try {
    // @ts-expect-error -- oidc-provider ships no types
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}
