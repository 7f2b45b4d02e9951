import express from 'express';
import express4 from 'express4';

/** All combinations of the settings for comparing paths. */
export interface RoutingSetting {
  name: string;
  version: 4 | 5;
  make: typeof express;
  caseSensitive: boolean;
  strict: boolean;
}

/** Express 4 and 5, with and without each of the settings. */
export const ROUTING_SETTINGS: readonly RoutingSetting[] = [
  { version: 5 as const, make: express },
  { version: 4 as const, make: express4 },
].flatMap(({ version, make }) =>
  [false, true].flatMap((caseSensitive) =>
    [false, true].map((strict) => ({
      name: `Express ${version}${caseSensitive ? ', case sensitive' : ''}${strict ? ', strict' : ''}`,
      version,
      make,
      caseSensitive,
      strict,
    })),
  ),
);

/** Makes an app with these settings. */
export function appWith({ make, caseSensitive, strict }: RoutingSetting): ReturnType<typeof express> {
  const app = make();
  app.set('case sensitive routing', caseSensitive);
  app.set('strict routing', strict);
  return app;
}
