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
