import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Request } from 'express';
import { oauth, oidc, requireUser, userOf } from 'express-oauth-beforeware';
import { bans } from './bans.js';
import { page, html } from './page.js';

const { ISSUER = '', CLIENT_ID = '', CLIENT_SECRET, REDIS_URL, BASE_URL, SESSION_SECRET, PORT = '3000' } = process.env;

/** The users who may open /admin. An address identifies a user only because `getAuth` requires a verified one. */
const ADMINS = ['alice@example.com'];

const app = express();
// A proxy terminates TLS. Express must trust its header to know that the browser uses https.
if (BASE_URL?.startsWith('https:')) app.set('trust proxy', 1);

const banned = bans(REDIS_URL);
const auth = oauth(app, oidc({ issuer: ISSUER, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET }), {
  baseUrl: BASE_URL,
  secret: SESSION_SECRET,
  redis: REDIS_URL,
  skip: ['/', '/public/*'],
  getAuth: (info) => info.email_verified === true,
  checkInvalid: (_req, _session, { ident }) => banned.has(ident),
});
auth.events.on('signOut', ({ ident, reason }) => console.log(`signed out: ${ident} (${reason})`));
auth.events.on('failure', ({ error, reference }) =>
  console.error(reference, error.code, error.message, error.hint ?? ''),
);

const isAdmin = (req: Request): boolean => ADMINS.includes(requireUser(req).info.email ?? '');

app.use('/public', express.static(fileURLToPath(new URL('../../example-app/public', import.meta.url))));

app.get('/', (req, res) => {
  // A public page: there may be no user.
  const user = userOf(req);
  res.send(
    page({
      title: 'Lighthouse',
      body: user
        ? html`<p>Good to see you, ${user.info.name ?? 'friend'}.</p><p><a class="button" href="/me">Your page</a></p>`
        : html`<p>Everybody can read this page. All other pages need a sign-in.</p>
            <p><a class="button" href="${auth.loginLink(req, { returnTo: '/me' })}">Sign in</a></p>`,
      signedIn: user !== undefined,
    }),
  );
});

app.get('/me', (req, res) => {
  const { info, ident, endsAt } = requireUser(req);
  const picture = info.picture === undefined ? '' : html`<img src="${info.picture}" alt="" width="96" height="96">`;
  res.send(
    page({
      title: info.name ?? 'You',
      body: html`${picture}
        <dl><dt>E-mail</dt><dd>${info.email ?? 'none'}</dd><dt>Ident</dt><dd><code>${ident}</code></dd>
        <dt>This session ends</dt><dd>${new Date(endsAt).toUTCString()} at the latest</dd></dl>`,
      signedIn: true,
    }),
  );
});

app.get('/devices', async (req, res) => {
  const { ident, sessionId } = requireUser(req);
  const rows = (await auth.sessions.list(ident)).map(({ id, device, signedInAt }) => {
    const end = html`<button name="id" value="${id}">Sign out there</button>`;
    const action = id === sessionId ? html`<em>this one</em>` : end;
    return html`<li>${device ?? 'unknown'}<br>${new Date(signedInAt).toUTCString()} ${action}</li>`;
  });
  const others = rows.length > 1 ? html`<button name="id" value="">Sign out everywhere else</button>` : '';
  res.send(
    page({
      title: 'Where you are signed in',
      body: html`<form method="post" action="/devices"><ul>${rows}</ul>${others}</form>`,
      signedIn: true,
    }),
  );
});

app.post('/devices', express.urlencoded({ extended: false }), async (req, res) => {
  const { ident, sessionId } = requireUser(req);
  // In Express 5 a request without a form has no body.
  const { id } = (req.body ?? {}) as { id?: string };
  // Users can end only their own sessions.
  const isOwn = (await auth.sessions.list(ident)).some((each) => each.id === id);
  if (isOwn && id) await auth.sessions.end(id);
  else if (id === '') await auth.sessions.endAll(ident, { except: sessionId });
  res.redirect(303, '/devices');
});

app.get('/api/me', (req, res) => {
  const { info, ident, endsAt } = requireUser(req);
  res.json({
    ident,
    name: info.name,
    email: info.email,
    picture: info.picture,
    sessionEndsAt: new Date(endsAt).toISOString(),
  });
});

app.use('/admin', (req, res, next) => {
  if (isAdmin(req)) return next();
  res
    .status(403)
    .send(page({ title: 'Not for you', body: html`<p>Only an admin can open this page.</p>`, signedIn: true }));
});

app.get('/admin', async (_req, res) => {
  const rows = (await banned.list()).map(
    (ident) => html`<li><code>${ident}</code> <button name="unban" value="${ident}">Let in again</button></li>`,
  );
  res.send(
    page({
      title: 'Admin',
      body: html`<form method="post" action="/admin">
        <label>Ident to ban <input name="ban" placeholder="oidc:bob" autocomplete="off"></label> <button>Ban</button>
        <ul>${rows}</ul></form>`,
      signedIn: true,
    }),
  );
});

// The session cookie is SameSite=Lax, so no other site can send this form in an admin's name.
app.post('/admin', express.urlencoded({ extended: false }), async (req, res) => {
  const { ban, unban } = (req.body ?? {}) as { ban?: string; unban?: string };
  if (unban) await banned.remove(unban);
  else if (ban) await banned.add(ban);
  res.redirect(303, '/admin');
});

app.listen(Number(PORT), () => console.log(`The example app listens on port ${PORT}`));
