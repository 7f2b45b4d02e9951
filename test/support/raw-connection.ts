import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** An answer of a server. */
export interface RawAnswer {
  /** 0 if the connection ended without an answer. */
  status: number;
  /** Returns the values of a header. The name is in lower case. */
  header(name: string): string[];
}

const NO_ANSWER: RawAnswer = { status: 0, header: () => [] };

/**
 * A kept connection to a local server. It sends requests byte for byte, which Node's clients do not allow,
 * one after the other. It reconnects when the server closes the connection.
 */
export class RawConnection {
  readonly #port: number;
  #socket: Socket | undefined;
  #received = '';
  /** Whether the next answer has no body, whatever its length header says (RFC 9110, section 9.3.2). */
  #isHead = false;
  #answered: ((answer: RawAnswer) => void) | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends a whole request, in latin1, and returns its answer. */
  ask(request: string): Promise<RawAnswer> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.#isHead = request.startsWith('HEAD ');
      this.#socket ??= this.#open();
      this.#socket.write(request, 'latin1');
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    const socket = connect(this.#port, '127.0.0.1').setEncoding('latin1').setNoDelay();
    socket.on('data', (chunk: string) => {
      if (socket !== this.#socket) return;
      this.#received += chunk;
      this.#read();
    });
    // The server may reset the connection for a request that it refuses to read. 'close' follows in any case.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (socket === this.#socket) this.#end(NO_ANSWER);
    });
    return socket;
  }

  #read(): void {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end === -1) return;
    const [first = '', ...lines] = this.#received.slice(0, end).split('\r\n');
    const headers = lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line] as const);
    const header = (name: string): string[] =>
      headers.filter(([each]) => each === name).map(([, line]) => line.slice(name.length + 1).trim());
    const answer = { status: Number(first.split(' ')[1]), header };
    if (answer.status === 100) return this.#goOn(end + 4);
    if (header('connection').includes('close')) return this.#end(answer);
    const isEmpty = this.#isHead || answer.status === 204 || answer.status === 304;
    const length = isEmpty ? '0' : header('content-length')[0];
    if (length === undefined) throw new Error(`An answer of unknown length: ${first}`);
    const whole = end + 4 + Number(length);
    if (this.#received.length < whole) return;
    if (this.#received.length > whole) throw new Error(`More than was asked for: ${this.#received.slice(whole)}`);
    this.#received = '';
    this.#answered?.(answer);
  }

  /** The final answer follows "100 Continue". */
  #goOn(end: number): void {
    this.#received = this.#received.slice(end);
    this.#read();
  }

  #end(answer: RawAnswer): void {
    this.#socket?.destroy();
    this.#socket = undefined;
    this.#received = '';
    this.#answered?.(answer);
  }
}
