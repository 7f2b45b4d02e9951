import type { Clock } from './clock.js';
import type { Sealer } from './sealer.js';

/** A kind of sealed text that expires. `Content` is what it carries: a JSON value. */
export interface TicketKind<Content> {
  /** Sealed for this purpose, it opens for no other. */
  readonly purpose: string;
  /** How long it can be opened, in milliseconds. */
  readonly lifeMs: number;
  /** Whether it is packed, for content that may be long. */
  readonly isPacked?: boolean;
  /** Only the compiler reads it. */
  readonly content?: Content;
}

interface Sealed<Content> {
  content: Content;
  expiresAt: number;
}

/** Seals what travels through a browser: for one purpose, of one instance, for a limited time. */
export class Tickets {
  readonly #sealer: Sealer;
  readonly #clock: Clock;

  constructor(sealer: Sealer, clock: Clock) {
    this.#sealer = sealer;
    this.#clock = clock;
  }

  /** Seals `content`. The text is base64url, safe in a query. */
  issue<Content>(kind: TicketKind<Content>, instance: string, content: Content): string {
    const sealed: Sealed<Content> = { content, expiresAt: this.#clock() + kind.lifeMs };
    const purpose = purposeIn(kind, instance);
    return kind.isPacked ? this.#sealer.sealPacked(sealed, purpose) : this.#sealer.seal(sealed, purpose);
  }

  /** The content that `issue` sealed; undefined when it has expired, or is not of this kind and instance. */
  open<Content>(kind: TicketKind<Content>, instance: string, text: string | null | undefined): Content | undefined {
    if (!text) return undefined;
    const purpose = purposeIn(kind, instance);
    const value = kind.isPacked ? this.#sealer.openPacked(text, purpose) : this.#sealer.open(text, purpose);
    const sealed = value as Sealed<Content> | undefined;
    return sealed && this.#clock() < sealed.expiresAt ? sealed.content : undefined;
  }
}

function purposeIn({ purpose }: TicketKind<unknown>, instance: string): string {
  return JSON.stringify([purpose, instance]);
}
