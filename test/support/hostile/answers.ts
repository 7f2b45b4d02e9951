import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers a request instead of the provider. `behave` gives the normal answer. */
export type Answer = (req: IncomingMessage, res: ServerResponse, behave: () => void) => void;

const TEN_MEGABYTES = 10 * 1024 * 1024;

/** Answers with a status and a body, which is empty by default. */
export function status(code: number, body = '', type = 'application/json'): Answer {
  return (_req, res) => void res.writeHead(code, { 'content-type': type }).end(body);
}

/** Answers with the page of a proxy or a login wall instead of JSON. */
export function html(code = 200): Answer {
  return status(code, '<!doctype html><title>Welcome to our network</title>', 'text/html');
}

/** Sends the right answer after far too much white space. A client without a size limit would accept it. */
export const tenMegabytes: Answer = (_req, res, behave) => {
  res.setHeader('content-type', 'application/json');
  res.write(' '.repeat(TEN_MEGABYTES));
  behave();
};

/** Redirects to the endpoint `elsewhere`, which counts the requests. */
export function redirect(code = 302): Answer {
  return (req, res) => void res.writeHead(code, { location: `http://${req.headers.host}/elsewhere` }).end();
}

/** Refuses every request with a challenge (RFC 9110, section 11.6.1). */
export const challenge: Answer = (_req, res) =>
  void res.writeHead(401, { 'www-authenticate': 'Basic realm="the provider"' }).end();

/** Requires another nonce in the proof, each time (RFC 9449, sections 8 and 9). */
export const anotherNonce: Answer = (req, res) => {
  const isOfApi = req.headers.authorization?.startsWith('DPoP ') === true;
  res.setHeader('dpop-nonce', 'never good');
  if (isOfApi) res.setHeader('www-authenticate', 'DPoP error="use_dpop_nonce"');
  res.writeHead(isOfApi ? 401 : 400, { 'content-type': 'application/json' }).end('{"error":"use_dpop_nonce"}');
};

/** Accepts the request, and never answers. */
export const silence: Answer = () => undefined;

/** Sends one byte per second, so that a time limit between two bytes never fires. */
export const oneByteASecond: Answer = (_req, res) => {
  res.writeHead(200, { 'content-type': 'application/json' });
  res.write(' ');
  const timer = setInterval(() => res.write(' '), 1000);
  res.on('close', () => clearInterval(timer));
};

/** Handles the request, but replaces the body of the answer: the code or refresh token is used up. */
export function replaced(change: (body: string) => string, type = 'application/json'): Answer {
  return (_req, res, behave) => {
    const end = res.end.bind(res) as (body: string) => typeof res;
    res.end = ((body: string) => {
      res.setHeader('content-type', type);
      return end(change(body));
    }) as unknown as typeof res.end;
    behave();
  };
}

/** Handles the request, sends the beginning of the answer, and then cuts the connection. */
export function cutOff(beginning: (body: string) => string): Answer {
  return (req, res, behave) => {
    res.end = ((body: string) => res.write(beginning(body), () => req.socket.destroy())) as unknown as typeof res.end;
    behave();
  };
}

/** An answer that is held back. */
export interface HeldAnswer {
  answer: Answer;
  /** The provider has handled the request. */
  handled: Promise<void>;
  /** Sends the answer. */
  release(): void;
  /** Ends the connection instead. */
  cut(): void;
}

/** Handles the request, which uses up the code or refresh token, and holds the answer back. */
export function heldAnswer(): HeldAnswer {
  const held: { release: () => void; cut: () => void } = { release: () => undefined, cut: () => undefined };
  let handle = (): void => undefined;
  const handled = new Promise<void>((resolve) => (handle = resolve));
  const answer: Answer = (req, res, behave) => {
    const end = res.end.bind(res) as (body: unknown) => typeof res;
    res.end = ((body: unknown) => {
      held.release = () => void end(body);
      held.cut = () => void req.socket.destroy();
      handle();
      return res;
    }) as typeof res.end;
    behave();
  };
  return { answer, handled, release: () => held.release(), cut: () => held.cut() };
}
