import type { Circumstances } from './circumstances.js';
import { upstreamError } from './upstream-error.js';

/** Runs work that uses openid-client, and rejects with our errors in place of its own. */
export async function translateErrors<T>(circumstances: Circumstances, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw upstreamError(error, circumstances);
  }
}
