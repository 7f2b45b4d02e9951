import type { TokenKey, TokenSet, TokenStore } from '../../src/index.js';

const rowOf = ({ ident, connectedTo }: TokenKey) => (connectedTo === undefined ? ident : `${ident} of ${connectedTo}`);

/** The token table of an app's database. */
export class TokenTable implements TokenStore {
  readonly rows = new Map<string, TokenSet>();
  saves = 0;
  /** Runs at the start of every call. */
  fault: (tokens?: TokenSet) => Promise<void> | void = () => undefined;

  async load(key: TokenKey): Promise<TokenSet | undefined> {
    await this.fault();
    return this.rows.get(rowOf(key));
  }

  async save(key: TokenKey, tokens: TokenSet): Promise<void> {
    await this.fault(tokens);
    this.saves += 1;
    this.rows.set(rowOf(key), tokens);
  }

  async remove(key: TokenKey): Promise<void> {
    await this.fault();
    this.rows.delete(rowOf(key));
  }
}
