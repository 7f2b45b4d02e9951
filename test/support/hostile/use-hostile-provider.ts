import { useForAll, useForEach } from '../use.js';
import { HostileProvider } from './hostile-provider.js';

/** Runs one hostile provider during all tests of the file. */
export function useHostileProvider(): () => HostileProvider {
  return useForAll(() => HostileProvider.start());
}

/** Runs a new hostile provider during each test. */
export function useNewHostileProvider(): () => HostileProvider {
  return useForEach(() => HostileProvider.start());
}
