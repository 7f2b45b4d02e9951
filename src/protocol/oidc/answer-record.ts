import * as openid from 'openid-client';
import type { Fetch } from '../transport/bounded-fetch.js';

/** The answers that a provider gave to one configuration, except its keys. Another one can be given the same, without another request. */
export class AnswerRecord {
  readonly #answers = new Map<string, Response>();

  /** Records the answers to all requests of a configuration. The last one of each address counts. */
  record(config: openid.Configuration): void {
    const { jwks_uri: keys = '' } = config.serverMetadata();
    const keysUrl = new URL(keys).href;
    const fetch = config[openid.customFetch] as Fetch;
    config[openid.customFetch] = async (url, init) => {
      const answer = await fetch(url, init as RequestInit);
      if (url !== keysUrl) this.#answers.set(url, answer.clone());
      return answer;
    };
  }

  /** Answers the first request to each of these addresses from the record. */
  replay(config: openid.Configuration): void {
    const fetch = config[openid.customFetch] as Fetch;
    config[openid.customFetch] = async (url, init) => {
      const answer = this.#answers.get(url);
      this.#answers.delete(url);
      return answer ?? fetch(url, init as RequestInit);
    };
  }
}
