type BodyMember = 'body' | 'bodyUsed' | 'text' | 'json' | 'arrayBuffer' | 'blob' | 'formData' | 'bytes' | 'clone';

/** A `Response` without the members that are about its body: the types of Node say that these are properties, which cannot be overridden. */
const BodilessResponse = Response as unknown as new (body: null, init?: ResponseInit) => Omit<Response, BodyMember>;

/**
 * An answer that has arrived. It is a `Response`, as openid-client wants one, whose body is a text and no stream: an answer is read, changed and
 * passed on several times, and each stream costs more than all that is done with the text.
 */
export function wholeAnswer(said: string, init: ResponseInit = {}): Response {
  return new WholeAnswer(said, init) as unknown as Response;
}

class WholeAnswer extends BodilessResponse {
  readonly #said: string;
  #isUsed = false;

  constructor(said: string, init: ResponseInit) {
    super(null, init);
    this.#said = said;
  }

  get bodyUsed(): boolean {
    return this.#isUsed;
  }

  get body(): Response['body'] {
    return this.#said === '' ? null : new Response(this.#said).body;
  }

  async text(): Promise<string> {
    return this.#use();
  }

  async json(): Promise<unknown> {
    return JSON.parse(this.#use()) as unknown;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#asStream().arrayBuffer();
  }

  async blob(): Promise<Blob> {
    return this.#asStream().blob();
  }

  async formData(): Promise<unknown> {
    return this.#asStream().formData();
  }

  clone(): Response {
    if (this.#isUsed) throw usedError();
    const { status, statusText, headers } = this;
    return wholeAnswer(this.#said, { status, statusText, headers });
  }

  #asStream(): Response {
    return new Response(this.#use(), { headers: this.headers });
  }

  /** As of any `Response`, the body can be read once. */
  #use(): string {
    if (this.#isUsed) throw usedError();
    this.#isUsed = true;
    return this.#said;
  }
}

function usedError(): TypeError {
  return new TypeError('The body of this answer has been read already');
}
