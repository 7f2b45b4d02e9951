import * as fc from 'fast-check';
import { changeCharacter } from '../support/change-character.js';

/**
 * Values of two pending logins. An attacker has the response to login A, but not its browser. Login B was begun in this browser, but
 * has no response. No request that is built from these values may sign anybody in.
 */
export interface Known {
  issuer: string;
  stateA: string;
  codeA: string;
  /** The `form_post` response to A, as the app sealed it into a URL. */
  postedA: string;
  /** The name of the cookie that binds A to its browser. */
  cookieA: string;
  bindingA: string;
  stateB: string;
  cookieB: string;
  bindingB: string;
}

/** A request to the redirect URI, in latin1. `(stateA)` stands for that value, `(stateA!7)` for the value with character 7 changed. */
export interface CallbackRequest {
  method: string;
  target: string;
  headers: readonly string[];
  body: string;
}

/** Returns the bytes of the request, in latin1. */
export function writeRequest({ method, target, headers, body }: CallbackRequest, known: Partial<Known> = {}): string {
  const sent = fillIn(body, known);
  const length = sent === '' ? [] : [`Content-Length: ${sent.length}`];
  const head = [`${method} ${target} HTTP/1.1`, 'Host: app.test', ...headers, ...length, '', ''].join('\r\n');
  return fillIn(head, known) + sent;
}

function fillIn(text: string, known: Partial<Known>): string {
  return text.replace(/\((\w+)(?:!(\d+))?\)/g, (placeholder: string, name: string, at: string | undefined) => {
    const value = Object.hasOwn(known, name) ? known[name as keyof Known] : undefined;
    if (value === undefined) return placeholder;
    return at === undefined ? value : changeCharacter(value, Number(at) % value.length);
  });
}

/** A value of one of the logins, sometimes with one character changed. */
function almost(...names: (keyof Known)[]): fc.Arbitrary<string> {
  const name = fc.constantFrom(...names);
  const other = fc.tuple(name, fc.nat(99)).map(([each, at]) => `(${each}!${at})`);
  return fc.oneof({ weight: 3, arbitrary: name.map((each) => `(${each})`) }, { weight: 1, arbitrary: other });
}

/** Node refuses control characters and spaces in most places, so they are rare. A line break would end the header or target. */
const byte = fc.oneof(
  { weight: 200, arbitrary: fc.integer({ min: 0x21, max: 0xff }).filter((code) => code !== 0x7f) },
  { weight: 1, arbitrary: fc.constantFrom(0x00, 0x01, 0x09, 0x1b, 0x20, 0x7f) },
);
const text = fc.string({ unit: byte.map((code) => String.fromCodePoint(code)), maxLength: 20 });
const value = fc.oneof(
  { weight: 10, arbitrary: text },
  {
    weight: 10,
    arbitrary: fc.constantFrom(
      '',
      'a'.repeat(43),
      `${'a'.repeat(43)}.r`,
      'access_denied',
      '__proto__',
      '[object Object]',
    ),
  },
  { weight: 1, arbitrary: fc.nat(9000).map((length) => 'v'.repeat(length)) },
);
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('error', 'error_description', 'response', 'posted', 'user', 'oauth_token') },
  { weight: 2, arbitrary: fc.constantFrom('oauth_verifier', 'sid', 'state[]', 'code[a]', '__proto__', 'iss') },
  text,
);

type Parameter = [name: string, value: string];

const state: fc.Arbitrary<Parameter> = fc.tuple(
  fc.constant('state'),
  fc.oneof({ weight: 5, arbitrary: almost('stateA', 'stateB') }, value),
);
const code: fc.Arbitrary<Parameter> = fc.tuple(
  fc.constant('code'),
  fc.oneof({ weight: 3, arbitrary: almost('codeA') }, value),
);
const issuer: fc.Arbitrary<Parameter> = fc.tuple(
  fc.constant('iss'),
  fc.oneof({ weight: 3, arbitrary: almost('issuer') }, value),
);
const posted: fc.Arbitrary<Parameter> = fc.tuple(fc.constant('posted'), almost('postedA'));
const other: fc.Arbitrary<Parameter> = fc.tuple(name, value);

/** A well-formed response. */
const response = fc.tuple(state, code, issuer);
const parameters: fc.Arbitrary<Parameter[]> = fc.oneof(
  { weight: 4, arbitrary: response },
  { weight: 1, arbitrary: fc.tuple(response, fc.oneof(state, code, issuer)).map(([well, again]) => [...well, again]) },
  { weight: 1, arbitrary: fc.tuple(response, other).map(([well, more]) => [...well, more]) },
  { weight: 1, arbitrary: fc.tuple(posted) },
  { weight: 2, arbitrary: fc.array(fc.oneof(state, code, issuer, posted, other), { maxLength: 25 }) },
);

/** Encoded as browsers do, byte by byte (which may be invalid UTF-8), or not at all. */
const encoding = fc.constantFrom(encodeURIComponent, encodeURIComponent, encodeByByte, (each: string) => each);

function encodeByByte(each: string): string {
  return each.replace(/[^\w().!~-]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

const encoded = fc
  .tuple(parameters, encoding)
  .map(([pairs, encode]) => pairs.map((pair) => pair.map(encode).join('=')).join('&'));

/** A binding cookie: the right one for B, never the right one for A. */
const binding = fc.oneof(
  { weight: 6, arbitrary: fc.constant('(cookieB)=l0.(bindingB)') },
  { weight: 2, arbitrary: fc.nat(42).map((at) => `(cookieA)=l0.(bindingA!${at})`) },
  { weight: 1, arbitrary: fc.nat(15).map((at) => `(cookieA!${at + 'oauth-tx-'.length})=l0.(bindingA)`) },
  fc.constantFrom('(cookieA)=l0.(bindingB)', '(cookieB)=l0.(bindingA)', '(cookieA)=', '(cookieA)=.', '(cookieA)=l0'),
  fc.constantFrom('oauth-restarted=1', 'oauth-rounds=5.zzzzzz', 'oauth-errors=9.1', 'sid=s%3Aa.b', 'sid=%ff'),
  text.map((each) => `(cookieA)=l0.${each}`),
);
const cookies = fc.oneof(
  { weight: 8, arbitrary: fc.array(binding, { maxLength: 3 }).map((each) => each.join('; ')) },
  { weight: 2, arbitrary: text },
  // Node refuses headers of more than 16 kB.
  { weight: 1, arbitrary: fc.nat(200).map((count) => 'oauth-tx-AAAAAAAAAAAAAAAA=l0.b; '.repeat(count)) },
);

const header = fc.oneof(
  fc.tuple(fc.constantFrom('Accept', 'Origin', 'Referer', 'User-Agent', 'Accept-Language', 'If-None-Match'), text),
  fc.constantFrom(
    ['Accept', 'application/json'],
    ['Sec-Fetch-Mode', 'cors'],
    ['Sec-Fetch-Mode', 'navigate'],
    ['Sec-Fetch-Dest', 'iframe'],
    ['Sec-Purpose', 'prefetch'],
    ['X-Requested-With', 'XMLHttpRequest'],
    ['X-Forwarded-Host', 'evil.example'],
    ['X-Forwarded-Proto', 'https'],
    ['Content-Encoding', 'gzip'],
    ['Upgrade', 'websocket'],
    ['If-None-Match', '*'],
    ['Expect', '100-continue'],
  ),
);

const path = fc.oneof(
  { weight: 12, arbitrary: fc.constant('/redirect') },
  fc.constantFrom('/redirect/', '/Redirect', '/redirect/x', '//redirect', '/redirect/..', '/redirect;', '/%72edirect'),
  text.map((each) => `/redirect${each}`),
);
const target = fc.tuple(path, encoded).map((parts) => parts.join('?'));

const type = fc.oneof(
  { weight: 5, arbitrary: fc.constant('application/x-www-form-urlencoded') },
  fc.constantFrom(
    'application/x-www-form-urlencoded; charset=utf-8',
    'application/x-www-form-urlencoded; charset=koi8-r',
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=b',
    'x',
  ),
  text,
);
const body = fc.oneof(
  { weight: 12, arbitrary: encoded },
  { weight: 2, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom('{"state":"(stateA)","code":"(codeA)"}', '{', '[]', 'null') },
  { weight: 1, arbitrary: fc.nat(20_000).map((length) => `state=${'s'.repeat(length)}`) },
  { weight: 1, arbitrary: fc.nat(2000).map((count) => 'a=1&'.repeat(count)) },
);

function request(method: string, from: fc.Arbitrary<string>): fc.Arbitrary<CallbackRequest> {
  return fc.record({
    method: fc.constant(method),
    target,
    headers: fc
      .tuple(cookies, type, fc.array(header, { maxLength: 3 }))
      .map(([cookie, kind, more]) => [
        `Cookie: ${cookie}`,
        ...(method === 'GET' || method === 'HEAD' ? [] : [`Content-Type: ${kind}`]),
        ...more.map((each) => each.join(': ')),
      ]),
    body: from,
  });
}

const nothing = fc.constant('');

/** Any request to the redirect URI. */
export const callbackRequest: fc.Arbitrary<CallbackRequest> = fc.oneof(
  { weight: 1400, arbitrary: request('GET', nothing) },
  { weight: 50, arbitrary: request('HEAD', nothing) },
  { weight: 500, arbitrary: request('POST', body) },
  { weight: 50, arbitrary: fc.constantFrom('PUT', 'OPTIONS', 'GET').chain((method) => request(method, body)) },
  { weight: 1, arbitrary: request('POST', fc.constant(`state=${'s'.repeat(1_000_000)}`)) },
);
