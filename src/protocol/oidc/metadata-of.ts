import type { Configuration, ServerMetadata } from 'openid-client';

const known = new WeakMap<Configuration, Readonly<ServerMetadata>>();

/** The provider's metadata, as a configuration has them: openid-client copies all of them for each call of `serverMetadata()`. */
export function metadataOf(config: Configuration): Readonly<ServerMetadata> {
  const found = known.get(config) ?? config.serverMetadata();
  known.set(config, found);
  return found;
}
