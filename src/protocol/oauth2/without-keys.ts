import type { Configuration } from 'openid-client';

/** Runs work that verifies signatures, with the keys of this configuration or newer ones. */
export type Verify = <T>(config: Configuration, work: (config: Configuration) => Promise<T>) => Promise<T>;

/** Runs work of a provider that signs nothing. */
export const withoutKeys: Verify = (config, work) => work(config);
