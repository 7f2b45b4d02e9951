import * as openid from 'openid-client';
import { decodeProtectedHeader } from '../jose.js';
import { parseJson } from '../../shared/parse-json.js';
import { isRecord } from '../is-record.js';
import { isEncrypted } from '../oauth2/is-encrypted.js';
import type { Fetch } from '../transport/bounded-fetch.js';
import { metadataOf } from './metadata-of.js';

/** The answers that a provider gave to one configuration, except its keys. Another one can be given the same, without another request. */
export class AnswerRecord {
  readonly #answers = new Map<string, Response>();

  /** Records the answers to all requests of a configuration. The last one of each address counts. */
  record(config: openid.Configuration): void {
    const { jwks_uri: keys = '' } = metadataOf(config);
    const keysUrl = new URL(keys).href;
    const fetch = config[openid.customFetch] as Fetch;
    config[openid.customFetch] = async (url, init) => {
      const answer = await fetch(url, init as RequestInit);
      if (url !== keysUrl) this.#answers.set(url, answer.clone());
      return answer;
    };
  }

  /** The `kid` of an encrypted token in the answers. */
  async findEncryptionKid(): Promise<string | undefined> {
    const texts = await Promise.all([...this.#answers.values()].map((answer) => answer.clone().text()));
    return texts.map(encryptionKidIn).find((kid) => kid !== undefined);
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

function encryptionKidIn(text: string): string | undefined {
  const json = parseJson(text);
  const token = isRecord(json) ? json['id_token'] : text.trim();
  if (typeof token !== 'string' || !isEncrypted(token)) return undefined;
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}
