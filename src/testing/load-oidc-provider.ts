import { ConfigurationError } from '../shared/errors.js';
import type { OidcProviderModule } from './oidc-provider-api.js';

const INSTALL = 'npm install --save-dev oidc-provider';

/**
 * Imports oidc-provider, an optional peer dependency: an application in production goes without it.
 * Throws a `ConfigurationError` that says how to install it when it is missing.
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

/** One import at a time, so that the console is given back as it was. */
function importOidcProvider(): Promise<unknown> {
  imported ??= importQuietly();
  return imported;
}

/**
 * Node 20 works, and oidc-provider says "Unsupported runtime" there each time that it is imported: in every test file. Only
 * this one line is left out, only while the import runs; the package has no switch for it.
 */
async function importQuietly(): Promise<unknown> {
  const { console } = globalThis;
  // oxlint-disable-next-line typescript/unbound-method -- it is put back as it was
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
