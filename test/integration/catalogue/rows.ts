import * as catalogue from '../../../src/providers/catalogue.js';
import type { Provider } from '../../../src/providers/provider.js';

/** All rows of the catalogue. */
export const ROWS: readonly Provider[] = Object.values<object>(catalogue).map(
  (factory) => (factory as { provider: Provider }).provider,
);
