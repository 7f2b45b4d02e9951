/**
 * The budgets of the project. `value` reads the measured ratio or number from the results; `holds` compares it. A ratio is the median of the
 * ratios of all rounds.
 */
const atLeast = (limit) => ({ text: `at least ${limit}`, holds: (value) => value >= limit });
const atMost = (limit) => ({ text: `at most ${limit}`, holds: (value) => value <= limit });

export const budgets = [
  {
    name: 'signed-in requests per second, against express-session + connect-redis',
    ...atLeast(1.4),
    value: ({ ratio }) => ratio('signed-in JSON', 'ours', 'session'),
  },
  {
    name: 'signed-in requests per second, against express-openid-connect with a store',
    ...atLeast(1.35),
    value: ({ ratio }) => ratio('signed-in JSON', 'ours', 'eoidc-store'),
  },
  {
    name: 'signed-in requests per second, against passport',
    ...atLeast(1.6),
    value: ({ ratio }) => ratio('signed-in JSON', 'ours', 'passport'),
  },
  {
    name: 'Redis commands of a signed-in request',
    ...atMost(1),
    value: ({ commands }) => commands('signed-in request', 'ours'),
  },
  {
    name: 'Redis commands of an anonymous request without a cookie',
    ...atMost(0),
    value: ({ commands }) => commands('anonymous request', 'ours'),
  },
  {
    name: 'CPU of a whole login, against openid-client by hand',
    ...atMost(1.25),
    value: ({ ratio }) => ratio('CPU of a login', 'ours', 'by-hand'),
  },
  {
    name: 'Redis memory of a signed-in session with its tokens, against a plain session that holds the same',
    ...atMost(1.5),
    value: ({ ratio }) => ratio('bytes of a session', 'ours', 'by-hand'),
  },
  {
    name: 'Redis commands from the first click to signed in',
    ...atMost(8),
    value: ({ commands }) => commands('login', 'ours'),
  },
  {
    name: 'the same, where the ID token has a sid',
    ...atMost(8),
    value: ({ commands }) => commands('login with sid', 'ours'),
  },
  {
    name: 'CPU of the import, against express + express-session + openid-client',
    ...atMost(1.15),
    value: ({ ratio }) => ratio('CPU of the import', 'ours', 'by-hand'),
  },
];
