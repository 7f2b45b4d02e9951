import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { useForAll } from '../support/use.js';
import { codeBlocks } from './code-blocks.js';
import { execute, INSTALL_MS, InstalledPackage, pinnedVersion, repository } from './installed-package.js';

/** One folder for all tests of this file. It has its own TypeScript 6, because typescript-eslint needs the API of that version. */
const installed = useForAll(
  async () =>
    InstalledPackage.install([
      '@modelcontextprotocol/express@2.0.2',
      '@modelcontextprotocol/server@2.4.0',
      'express-jwt@8.5.1',
      `ioredis@${await pinnedVersion('ioredis')}`,
      `ioredis5@${await pinnedVersion('ioredis5')}`,
      'redis@6.3.1',
      `@types/node@${await pinnedVersion('@types/node')}`,
      'typescript@npm:@typescript/typescript6@6.0.2',
      'eslint@10.15.0',
      'typescript-eslint@8.73.0',
    ]),
  INSTALL_MS,
);

// TypeScript 6 and ESLint are slow on a busy machine.
jest.setTimeout(60_000);

const TYPESCRIPT_7 = join(repository, 'node_modules/typescript/bin/tsc');

/** The options of an ordinary strict project. */
const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023'],
  module: 'NodeNext',
  types: ['node'],
  strict: true,
  noEmit: true,
};

/** `exactly<Wanted>()(value)` compiles only if the type of the value is this one: not `any`, not narrower, not wider. */
const EXACTLY = `
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export declare function exactly<Wanted>(): <Actual>(
  value: Actual,
  ...differs: Same<Actual, Wanted> extends true ? [] : [{ wanted: Wanted; actual: Actual }]
) => void;
`;

/** Writes source files and their tsconfig.json into a new folder beside the installed packages. */
async function writeProgram(files: Record<string, string>): Promise<string> {
  const programs = join(installed().folder, 'programs');
  await mkdir(programs, { recursive: true });
  const folder = await mkdtemp(join(programs, 'program-'));
  const all = {
    ...files,
    'exactly.ts': EXACTLY,
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts', '*.cts'] }),
  };
  for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
  return folder;
}

/** The output and the exit status of a program of Node. */
async function run(cwd: string, program: string, ...options: string[]): Promise<{ output: string; status: unknown }> {
  try {
    const { stdout } = await execute(process.execPath, [program, ...options], { cwd });
    return { output: stdout, status: 0 };
  } catch (error) {
    const { stdout, code } = error as { stdout: string; code: unknown };
    return { output: stdout, status: code };
  }
}

/** Compiles with `skipLibCheck` and without it, and returns the errors of the compiler. */
async function compile(program: string | Record<string, string>, compiler = TYPESCRIPT_7): Promise<string> {
  const folder = await writeProgram(typeof program === 'string' ? { 'program.ts': program } : program);
  const results: string[] = [];
  for (const skipLibCheck of ['true', 'false']) {
    const { output, status } = await run(folder, compiler, '-p', '.', '--skipLibCheck', skipLibCheck);
    if (status !== 0) results.push(`skipLibCheck ${skipLibCheck}, status ${String(status)}:\n${output}`);
  }
  return results.join('\n');
}

/** Both declare `req.auth`. */
const BESIDE_OTHERS = `
import { requireBearerAuth, type OAuthTokenVerifier } from '@modelcontextprotocol/express';
import type { AuthInfo } from '@modelcontextprotocol/server';
import express from 'express';
import { expressjwt, type Request as JwtRequest } from 'express-jwt';
import { oauth, oidc, requireUser, userOf, type Auth } from 'express-oauth-beforeware';
import { developmentProvider } from 'express-oauth-beforeware/testing';
import { exactly } from './exactly.js';

const app = express();
const { issuer, clientId } = await developmentProvider();
const auth = oauth(app, oidc({ issuer, clientId }), { requestProperty: 'user' });

declare const verifier: OAuthTokenVerifier;
app.post('/mcp', requireBearerAuth({ verifier }), (req, res) => {
  exactly<AuthInfo | undefined>()(req.auth);
  exactly<Auth | undefined>()(userOf(req));
  exactly<Auth>()(requireUser(req));
  exactly<Auth>()(auth.requireUser(req));
  res.end();
});
app.get('/api', expressjwt({ secret: 'a secret', algorithms: ['HS256'] }), (req: JwtRequest, res) => {
  exactly<Auth | undefined>()(userOf(req));
  exactly<Auth>()(requireUser(req));
  exactly<string | undefined>()(req.auth?.sub);
  res.end();
});
`;

const OWN_TYPES = `
import express from 'express';
import { google, oauth, type Auth, type OAuth, type UserInfo } from 'express-oauth-beforeware';
import { exactly } from './exactly.js';

const app = express();
type Claims = { department?: string };
type State = { plan: string };
const auth = oauth<Claims, State>(app, google({ clientId: 'x' }), {
  getAuth(info, ident, session, state, context) {
    exactly<string | undefined>()(info.department);
    exactly<string | undefined>()(info.email);
    exactly<unknown>()(info['locale']);
    exactly<string>()(ident);
    exactly<string | undefined>()(session.auth);
    exactly<{ plan: string } | undefined>()(state);
    exactly<string>()(context.client);
    return state?.plan === 'b' && '/welcome';
  },
  async onConnect(info, ident, session, user, context) {
    exactly<UserInfo>()(info);
    exactly<Auth<Claims>>()(user);
    exactly<{ plan: string } | undefined>()(context.state);
    return (req, res) => res.redirect('/settings');
  },
  checkInvalid(req, session, user) {
    exactly<Auth<Claims>>()(user);
    exactly<string | undefined>()(user.info.department);
    return false;
  },
});

app.get('/', (req, res) => {
  exactly<Auth<Claims>>()(auth.requireUser(req));
  exactly<string | undefined>()(auth.requireUser(req).info.department);
  exactly<Auth<Claims> | undefined>()(auth.user(req));
  exactly<string | undefined>()(auth.user(req)?.info.department);
  // @ts-expect-error nobody may be signed in
  auth.user(req).ident;

  exactly<string>()(auth.loginLink(req));
  auth.loginLink(req, { state: { plan: 'b' }, returnTo: '/' });
  // @ts-expect-error a number is no plan
  auth.loginLink(req, { state: { plan: 1 } });
  // @ts-expect-error the plan is missing
  auth.loginLink(req, { state: {} });
  // @ts-expect-error no such state
  auth.loginLink(req, { state: 'b' });
  // @ts-expect-error no such state
  void auth.login(req, res, { state: { plan: 'b', more: true } });
  void auth.login(req, res, { state: { plan: 'b' } });
});

app.use(
  auth.require({
    check: (user, req) => {
      exactly<Auth<Claims>>()(user);
      exactly<string>()(req.path);
      return user.info.department === 'sales';
    },
  }),
);

// A helper need not know these types.
export const handle: OAuth = auth;
export const user = (req: express.Request): Auth => auth.requireUser(req);
`;

const WITHOUT_TYPE_ARGUMENTS = `
import express, { type Request, type Response } from 'express';
import { github, google, oauth, oidc, type AppSession, type Auth, type OAuth, type OAuthError, type SignInContext } from 'express-oauth-beforeware';
import type { ErrorView, LoginView, LogoutView, UserInfo } from 'express-oauth-beforeware';
import { exactly } from './exactly.js';

const app = express();
const auth = oauth(app, [google({ clientId: 'x' }), github({ clientId: 'y' })], {
  skip: ['/', /^\\/public/, (req) => req.path === '/'],
  getAuth: (info, ident, session, state, context) => {
    exactly<UserInfo['email']>()(info.email);
    exactly<unknown>()(info['department']);
    exactly<string>()(ident);
    exactly<AppSession>()(session);
    exactly<unknown>()(state);
    exactly<SignInContext>()(context);
    return true;
  },
  onConnect: async (info, ident, session, user) => {
    exactly<UserInfo>()(info);
    exactly<Auth>()(user);
  },
  checkInvalid: (req, session, user) => {
    exactly<Request>()(req);
    exactly<AppSession>()(session);
    exactly<Auth>()(user);
    return async (request, res) => {
      exactly<Response>()(res);
      res.redirect(request.path);
    };
  },
  onLogout: (req, ident) => (exactly<string>()(ident), '/'),
  onError: (error, req) => (exactly<OAuthError>()(error), exactly<Request>()(req)),
  loginPage: (view) => (exactly<LoginView>()(view), ''),
  logoutPage: (view) => (exactly<LogoutView>()(view), ''),
  errorPage: async (view) => (exactly<ErrorView>()(view), ''),
});
exactly<OAuth>()(auth);
app.use(auth.require({ check: (user) => (exactly<Auth>()(user), true) }));
auth.events.on('failure', ({ error, reference }) => {
  exactly<OAuthError>()(error);
  exactly<string>()(reference);
});
auth.events.on('signIn', ({ ident }) => exactly<string>()(ident));
// @ts-expect-error no such event
auth.events.on('sign-in', () => undefined);

app.get('/', (req, res) => {
  auth.loginLink(req, { state: 'any', client: 'github' });
  const user = auth.requireUser(req);
  // @ts-expect-error it may not be connected
  void user.connections['github'].accessToken();
  void user.connections['github']?.accessToken();
  // @ts-expect-error no such claim by default: it is unknown
  user.info['department'].length;
  res.end();
});

// Annotated parameters say the same as type arguments.
const annotated = oauth(express(), oidc({ issuer: 'https://id.example.com', clientId: 'x' }), {
  getAuth: (info: UserInfo & { department?: string }, ident, session, state: { plan: string } | undefined) =>
    info.department !== undefined && state !== undefined,
});
exactly<OAuth<{ department?: string }, { plan: string }>>()(annotated);

// @ts-expect-error no such option
oauth(express(), google({ clientId: 'x' }), { getauth: () => true });
// @ts-expect-error a number is no answer
oauth(express(), google({ clientId: 'x' }), { getAuth: () => 1 });
`;

describe('beside packages that declare req.auth too', () => {
  it('the package compiles, and req.auth is theirs', async () => {
    expect(await compile(BESIDE_OTHERS)).toBe('');
  });
});

describe('the types of req.auth and of the session', () => {
  it('do not exist without express-oauth-beforeware/request', async () => {
    const program = `
        import type { Request } from 'express';
        import type { SessionData } from 'express-session';
        import * as main from 'express-oauth-beforeware';
        import * as testing from 'express-oauth-beforeware/testing';
        export { main, testing };

        export function read(req: Request, data: SessionData) {
          // @ts-expect-error not declared
          req.auth;
          // @ts-expect-error not declared
          req.session.auth;
          // @ts-expect-error not declared
          req.session.signIn;
          // @ts-expect-error not declared
          data.auth;
          // @ts-expect-error not declared
          data.signIn;
        }
      `;
    expect(await compile(program)).toBe('');
  });

  it('exist with express-oauth-beforeware/request, in every file', async () => {
    const program = `
        import type { Request } from 'express';
        import type { SessionData } from 'express-session';
        import type { Auth, SignIn } from 'express-oauth-beforeware';
        import { exactly } from './exactly.js';

        export function read(req: Request<{ id: string }>, data: SessionData) {
          exactly<Auth | undefined>()(req.auth);
          // @ts-expect-error nobody may be signed in
          req.auth.ident;
          exactly<string | undefined>()(req.auth?.ident);
          exactly<string | undefined>()(req.session.auth);
          exactly<SignIn | undefined>()(req.session.signIn);
          exactly<number | undefined>()(req.session.signIn?.signedInAt);
          exactly<string | undefined>()(data.auth);
          exactly<SignIn | undefined>()(data.signIn);
        }
      `;
    expect(await compile({ 'main.ts': "import 'express-oauth-beforeware/request';", 'program.ts': program })).toBe('');
  });
});

describe('userOf() and requireUser()', () => {
  it('take any request, and say whether somebody is signed in', async () => {
    const program = `
        import type { IncomingMessage } from 'node:http';
        import express, { Router, type Request, type Response } from 'express';
        import { requireUser, userOf, type Auth } from 'express-oauth-beforeware';
        import { exactly } from './exactly.js';

        type Body = { text: string };
        export function read(
          req: Request | IncomingMessage | Request<{ id: string }> | Request<{ id: string }, Body, Body, { page?: string }, { user: string }>,
        ) {
          exactly<Auth | undefined>()(userOf(req));
          exactly<Auth>()(requireUser(req));
          exactly<string>()(requireUser(req).ident);
          exactly<string | undefined>()(userOf(req)?.info.name);
          // @ts-expect-error nobody may be signed in
          userOf(req).ident;
        }

        express().get('/items/:id', (req, res) => void res.json([requireUser(req).ident, req.params.id]));
        Router().post('/items', (req: Request<{ id: string }>, res: Response<Body>) => {
          res.json({ text: userOf(req)?.ident ?? 'nobody' });
        });

        // @ts-expect-error a response is no request
        export const wrong = (res: Response) => userOf(res);
      `;
    expect(await compile(program)).toBe('');
  });

  it('compile in a CommonJS module, too', async () => {
    const program = `
        import express = require('express');
        import beforeware = require('express-oauth-beforeware');
        import testing = require('express-oauth-beforeware/testing');
        import 'express-oauth-beforeware/request';

        export const ident = (req: express.Request): string => beforeware.requireUser(req).ident;
        export const same = (req: express.Request): string | undefined => req.auth?.ident;
        export const start: () => Promise<{ issuer: string }> = () => testing.developmentProvider();
      `;
    expect(await compile({ 'program.cts': program })).toBe('');
  });
});

describe('oauth()', () => {
  it('carries the types of claims and state to hooks, users, requirements and login links', async () => {
    expect(await compile(OWN_TYPES)).toBe('');
  });

  it('gives the parameters of hooks their types, without type arguments', async () => {
    expect(await compile(WITHOUT_TYPE_ARGUMENTS)).toBe('');
  });

  it('has the same types in TypeScript 6', async () => {
    const files = { 'beside.ts': BESIDE_OTHERS, 'own.ts': OWN_TYPES, 'plain.ts': WITHOUT_TYPE_ARGUMENTS };
    const { folder } = installed();
    expect(await compile(files, join(folder, 'node_modules/typescript/bin/tsc6'))).toBe('');
  });

  it('takes clients of ioredis 5 and 6 as the option redis, and no others', async () => {
    const program = `
        import { Cluster, Redis } from 'ioredis';
        import { Cluster as Cluster5, Redis as Redis5 } from 'ioredis5';
        import { createClient, createCluster } from 'redis';
        import type { OAuthOptions } from 'express-oauth-beforeware';

        export const good: OAuthOptions[] = [
          { redis: 'redis://localhost' },
          { redis: undefined },
          { redis: new Redis() },
          { redis: new Cluster([]) },
          { redis: new Redis5() },
          { redis: new Cluster5([]) },
        ];
        // @ts-expect-error node-redis
        export const nodeRedis: OAuthOptions = { redis: createClient() };
        // @ts-expect-error node-redis
        export const nodeRedisCluster: OAuthOptions = { redis: createCluster({ rootNodes: [] }) };
        // @ts-expect-error no client
        export const nothing: OAuthOptions = { redis: {} };
      `;
    expect(await compile(program)).toBe('');
  });
});

describe('the code of the README', () => {
  const blocks = codeBlocks('README.md').filter(({ language }) => language === 'ts');
  const files = Object.fromEntries(blocks.map(({ from, text }) => [`${from}.ts`, text]));

  it('compiles with nothing but "strict"', async () => {
    expect(blocks.length).toBeGreaterThan(5);
    expect(await compile(files)).toBe('');
  });

  it("passes typescript-eslint's rules strictTypeChecked", async () => {
    const config = `
        import { configs } from 'typescript-eslint';

        export default [
          ...configs.strictTypeChecked,
          { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
        ];
      `;
    const folder = await writeProgram({ ...files, 'eslint.config.js': config });
    const eslint = join(installed().folder, 'node_modules/eslint/bin/eslint.js');
    const { output } = await run(folder, eslint, '--format', 'json', 'README*.ts');
    const results = JSON.parse(output) as LintResult[];
    expect(results).toHaveLength(blocks.length);
    const findings = results.flatMap(({ filePath, source = '', messages }) =>
      messages.map(({ ruleId, line, message }) => ({
        rule: ruleId,
        block: filePath.slice(folder.length + 1),
        code: source.split('\n')[line - 1]?.trim(),
        message,
      })),
    );
    expect(findings).toEqual([]);
  });
});

/** A file, as ESLint's formatter `json` reports it. */
interface LintResult {
  filePath: string;
  /** Only for a file with findings. */
  source?: string;
  messages: { ruleId: string | null; line: number; message: string }[];
}
