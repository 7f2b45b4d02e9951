import { decodeJwt } from 'jose';
import { HostileProvider } from '../support/hostile/hostile-provider.js';
import type { Claims, Misbehaviour } from '../support/hostile/hostile-provider.js';
import type { Browser } from '../support/browser.js';

/** So short that tokens are renewed all the time. */
const TOKEN_SECONDS = 6;

/** The provider of a play. It recognizes users by a cookie, and remembers the owner of each token. */
export class Provider {
  readonly #provider: HostileProvider;
  readonly #owners = new Map<string, string>();

  readonly #isStrict: boolean;

  private constructor(provider: HostileProvider, isStrict: boolean) {
    this.#provider = provider;
    this.#isStrict = isStrict;
    this.misbehave();
  }

  /** `isStrict`: whether it ends all tokens of a sign-in whose used refresh token is sent again. */
  static async start(isStrict: boolean): Promise<Provider> {
    return new Provider(await HostileProvider.start(), isStrict);
  }

  get issuer(): string {
    return this.#provider.issuer;
  }

  get client(): Record<string, string> {
    return this.#provider.client;
  }

  /** Signs a browser in at the provider as this user. */
  async know(browser: Browser, user: string): Promise<void> {
    await browser.jar.setCookie(`user=${user}`, this.issuer);
  }

  ownerOf(token: string): string | undefined {
    return this.#owners.get(token);
  }

  /** Sets the misbehaviour of these endpoints from now on. Without an argument the provider behaves. */
  misbehave(respond: Misbehaviour['respond'] = {}): void {
    const remember = (body: Claims): Claims => {
      this.#owners.set(String(body['access_token']), String(decodeJwt(String(body['id_token'])).sub));
      return { ...body, expires_in: TOKEN_SECONDS };
    };
    this.#provider.misbehave({
      tokenResponse: remember,
      refreshResponse: remember,
      // Many providers are not strict: a client that lost the answer may repeat the request.
      reuse: !this.#isStrict,
      respond: {
        authorize: (req, _res, behave) => {
          this.#provider.user = /\buser=(\w+)/.exec(req.headers.cookie ?? '')?.[1] ?? 'nobody';
          behave();
        },
        ...respond,
      },
    });
  }

  rotate(): void {
    this.#provider.rotate();
  }

  leave(): Promise<void> {
    return this.#provider.close();
  }

  comeBack(): Promise<void> {
    return this.#provider.reopen();
  }

  close(): Promise<void> {
    return this.#provider.close();
  }
}
