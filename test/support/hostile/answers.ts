import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers a request in place of the provider; `behave` answers it well after all. */
export type Answer = (req: IncomingMessage, res: ServerResponse, behave: () => void) => void;

const TEN_MEGABYTES = 10 * 1024 * 1024;

/** A status with a body; without one, with an empty one. */
export function status(code: number, body = '', type = 'application/json'): Answer {
  return (_req, res) => void res.writeHead(code, { 'content-type': type }).end(body);
}

/** The page of a proxy or a login wall, in place of JSON. */
export function html(code = 200): Answer {
  return status(code, '<!doctype html><title>Welcome to our network</title>', 'text/html');
}

/** The right answer, behind far too much white space: without a limit it would be taken. */
export const tenMegabytes: Answer = (_req, res, behave) => {
  res.setHeader('content-type', 'application/json');
  res.write(' '.repeat(TEN_MEGABYTES));
  behave();
};

/** A redirect to the endpoint `elsewhere`, which counts who follows. */
export function redirect(code = 302): Answer {
  return (req, res) => void res.writeHead(code, { location: `http://${req.headers.host}/elsewhere` }).end();
}

/** Refuses whoever asks, in the words of HTTP (RFC 9110, section 11.6.1). */
export const challenge: Answer = (_req, res) =>
  void res.writeHead(401, { 'www-authenticate': 'Basic realm="the provider"' }).end();

/** Wants another nonce in the proof, each time (RFC 9449, sections 8 and 9). */
export const anotherNonce: Answer = (req, res) => {
  const isOfApi = req.headers.authorization?.startsWith('DPoP ') === true;
  res.setHeader('dpop-nonce', 'never good');
  if (isOfApi) res.setHeader('www-authenticate', 'DPoP error="use_dpop_nonce"');
  res.writeHead(isOfApi ? 401 : 400, { 'content-type': 'application/json' }).end('{"error":"use_dpop_nonce"}');
};

/** Takes the request, and never answers. */
export const silence: Answer = () => undefined;

/** Sends a byte a second, so that no time limit between two bytes ever ends it. */
export const oneByteASecond: Answer = (_req, res) => {
  res.writeHead(200, { 'content-type': 'application/json' });
  res.write(' ');
  const timer = setInterval(() => res.write(' '), 1000);
  res.on('close', () => clearInterval(timer));
};
