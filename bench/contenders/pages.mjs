/** The page that a user sees. */
const page = ({ name, email }) =>
  `<!doctype html><html lang="en"><title>Profile</title><h1>${name}</h1><p>${email}</p>${'<p>Some words of a page.</p>'.repeat(40)}</html>`;

/** The pages that every contender has: two for users, behind its own guard, and one for everybody. */
export function addPages(app, { userOf, guard = (_req, _res, next) => next() }) {
  app.get('/public', (_req, res) => void res.json({ public: true }));
  app.get('/me', guard, (req, res) => void res.json(userOf(req)));
  app.get('/page', guard, (req, res) => void res.type('html').send(page(userOf(req))));
}
