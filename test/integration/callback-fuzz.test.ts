import { afterAll, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { useHostileProvider } from '../support/hostile/use-hostile-provider.js';
import { RawConnection } from '../support/raw-connection.js';
import type { RawAnswer } from '../support/raw-connection.js';
import { useApp } from '../support/use-app.js';
import { callbackRequest, writeRequest } from './callback-requests.js';
import type { Known } from './callback-requests.js';

const CASES = 100_000;
/** The number of parallel connections. Most of the time is spent waiting for answers. */
const LANES = 5;

const connections: RawConnection[] = [];
const signedIn: string[] = [];
const provider = useHostileProvider();
const app = useApp(() => ({
  client: provider().client,
  routes: (_server, auth) => void auth.events.on('signIn', ({ ident }) => signedIn.push(ident)),
}));

afterAll(() => {
  for (const connection of connections) connection.close();
});

function connect(): RawConnection {
  const connection = new RawConnection(app.port);
  connections.push(connection);
  return connection;
}

interface Login {
  /** The URL of the authorization request. */
  address: string;
  state: string;
  cookie: string;
  binding: string;
}

async function begin(connection: RawConnection): Promise<Login> {
  const visit = { method: 'GET', target: '/login?returnTo=/me', headers: [], body: '' };
  const answer = await connection.ask(writeRequest(visit));
  const [address = ''] = answer.header('location');
  const [, cookie = '', binding = ''] =
    /(oauth-tx-[\w-]+)=\w+\.([\w-]+);/.exec(answer.header('set-cookie').join()) ?? [];
  return { address, state: new URL(address).searchParams.get('state') ?? '', cookie, binding };
}

/** The provider's response to a login. */
async function responseTo({ address }: Login): Promise<URLSearchParams> {
  const response = await fetch(address, { redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '').searchParams;
}

async function beginTwoLogins(connection: RawConnection): Promise<Known> {
  const [a, b] = [await begin(connection), await begin(connection)];
  const response = await responseTo(a);
  const headers = ['Content-Type: application/x-www-form-urlencoded'];
  const carried = await connection.ask(
    writeRequest({ method: 'POST', target: '/redirect', headers, body: response.toString() }),
  );
  return {
    issuer: provider().issuer,
    stateA: a.state,
    codeA: response.get('code') ?? '',
    postedA: /posted=([\w.-]+)/.exec(carried.header('location').join())?.[1] ?? '',
    cookieA: a.cookie,
    bindingA: a.binding,
    stateB: b.state,
    cookieB: b.cookie,
    bindingB: b.binding,
  };
}

function hasSession(answer: RawAnswer): boolean {
  return answer.header('set-cookie').some((cookie) => cookie.startsWith('sid='));
}

/** Whether an answer removes the binding cookie of a login, which means that the login was used. */
function isUsed(answer: RawAnswer, { cookieB }: Known): boolean {
  return answer.header('set-cookie').some((cookie) => cookie.startsWith(`${cookieB}=; Max-Age=0`));
}

/** Sends generated requests over its own connection. Returns the number of answers for each status. */
async function runLane(): Promise<Map<number, number>> {
  const connection = connect();
  const statuses = new Map<number, number>();
  let known = await beginTwoLogins(connection);
  const property = fc.asyncProperty(callbackRequest, async (request) => {
    const answer = await connection.ask(writeRequest(request, known));
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (isUsed(answer, known)) known = await beginTwoLogins(connection);
    if (answer.status < 200 || answer.status >= 500) throw new Error(`The answer is ${answer.status}`);
    if (hasSession(answer)) throw new Error('A session began');
  });
  await fc.assert(property, { numRuns: CASES / LANES });
  return statuses;
}

it(`of ${CASES.toLocaleString('en')} requests to the redirect URI none is answered by 5xx, and none signs in`, async () => {
  const lanes = await Promise.all(Array.from({ length: LANES }, runLane));
  expect(signedIn).toEqual([]);
  // Proof that the test works: most requests reach the route, and many of them the token endpoint.
  const sum = (status: number): number => lanes.reduce((before, statuses) => before + (statuses.get(status) ?? 0), 0);
  expect(sum(303)).toBeGreaterThan(CASES / 2);
  for (const status of [400, 401, 405, 413, 415, 431]) expect([status, sum(status)]).not.toEqual([status, 0]);
  expect(new Set(provider().refused)).toEqual(new Set(['token request: code', 'token request: code_verifier']));
  expect(provider().calls('token')).toBeGreaterThan(CASES / 100);
}, 600_000);

it('the right response in the right browser signs in: the test above can see that', async () => {
  const connection = connect();
  const login = await begin(connection);
  const target = `/redirect?${await responseTo(login)}`;
  const headers = [`Cookie: ${login.cookie}=l0.${login.binding}`];
  const answer = await connection.ask(writeRequest({ method: 'GET', target, headers, body: '' }));
  expect(answer.status).toBe(303);
  expect(hasSession(answer)).toBe(true);
  expect(signedIn).toEqual(['oidc:alice']);
});
