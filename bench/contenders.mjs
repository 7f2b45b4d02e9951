/**
 * Everything that is measured. `file` and `variant` say which app; `login` is where its sign-in begins, as a path, or as a function of an agent for
 * those that want a form to be posted; without it, nobody signs in. `refreshes`: whether
 * `/token` renews an access token that has expired.
 */
export const contenders = [
  { name: 'bare', label: 'Express alone', file: 'bare' },
  { name: 'ours', label: 'express-oauth-beforeware', file: 'ours', login: '/login?returnTo=%2Fme', refreshes: true },
  {
    name: 'ours-express4',
    label: 'express-oauth-beforeware, Express 4',
    file: 'ours',
    variant: 'express4',
    login: '/login?returnTo=%2Fme',
  },
  { name: 'session', label: 'express-session + connect-redis', file: 'by-hand', login: '/login' },
  {
    name: 'session-no-touch',
    label: 'the same with `disableTouch`',
    file: 'by-hand',
    variant: 'no-touch',
    login: '/login',
  },
  {
    name: 'by-hand',
    label: 'openid-client by hand, tokens in the session',
    file: 'by-hand',
    variant: 'tokens',
    login: '/login',
  },
  { name: 'passport', label: 'passport + passport-openidconnect', file: 'passport', login: '/login' },
  {
    name: 'eoidc-store',
    label: 'express-openid-connect, Redis store',
    file: 'express-openid-connect',
    variant: 'store',
    login: '/login',
  },
  { name: 'eoidc-cookie', label: 'express-openid-connect, cookie', file: 'express-openid-connect', login: '/login' },
  { name: 'auth-js', label: '@auth/express, cookie', file: 'auth-js', login: loginToAuthJs },
  { name: 'better-auth', label: 'better-auth, Redis', file: 'better-auth', login: loginToBetterAuth },
];

async function loginToAuthJs(agent, baseUrl) {
  const { csrfToken } = JSON.parse((await agent.get(`${baseUrl}/auth/csrf`)).text);
  return agent.post(`${baseUrl}/auth/signin/bench`, { csrfToken, callbackUrl: `${baseUrl}/me` });
}

async function loginToBetterAuth(agent, baseUrl) {
  const wanted = { provider: 'bench', callbackURL: `${baseUrl}/me` };
  const begun = await agent.postJson(`${baseUrl}/api/auth/sign-in/social`, wanted);
  return agent.get(JSON.parse(begun.text).url);
}
