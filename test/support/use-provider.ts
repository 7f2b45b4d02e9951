import type { DevelopmentProviderOptions } from '../../src/testing/index.js';
import { startProvider } from './processes.js';
import type { ProviderProcess } from './processes.js';
import { useForAll } from './use.js';

/** A development provider for all tests of a file. */
export interface UsedProvider {
  readonly issuer: string;
  /** The options of `oidc()` for a client of this provider. */
  readonly client: Pick<ProviderProcess, 'issuer' | 'clientId' | 'clientSecret'>;
}

/** Runs a development provider, in a separate process, during all tests of the file. */
export function useProvider(options?: DevelopmentProviderOptions): UsedProvider {
  const provider = useForAll(() => startProvider(options));
  return {
    get issuer() {
      return provider().issuer;
    },
    get client() {
      const { issuer, clientId, clientSecret } = provider();
      return { issuer, clientId, clientSecret };
    },
  };
}
