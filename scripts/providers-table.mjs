// Writes docs/providers.md from the catalogue of the built package; with --check it only compares.
import { readFile, writeFile } from 'node:fs/promises';
import * as catalogue from '../dist/index.js';
import * as code from '../dist/providers/rows/code.js';
import * as leisure from '../dist/providers/rows/leisure.js';
import * as people from '../dist/providers/rows/people.js';
import * as signed from '../dist/providers/rows/signed.js';
import * as work from '../dist/providers/rows/work.js';

const file = new URL('../docs/providers.md', import.meta.url);
const rows = Object.values({ ...code, ...leisure, ...people, ...signed, ...work });

const bare = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The exported function of a row: its name without what separates words, in any case. */
function functionOf(row) {
  return Object.keys(catalogue).find((name) => bare(name) === bare(row.name));
}

function partsOf({ parts = {} }) {
  const words = Object.entries(parts).map(([name, part]) =>
    part.default === undefined ? `\`${name}\`` : `\`${name}\` (${part.default})`,
  );
  return words.join(', ') || '-';
}

function verifiedOf(row) {
  if (row.protocol === 'oidc') return 'where the provider says so';
  return row.emailsEndpoint || row.claims?.email_verified ? 'where the provider says so' : 'never';
}

const cells = (row) => [
  `[${row.label}](${row.documentation})`,
  `\`${functionOf(row)}()\``,
  { oidc: 'OpenID Connect', oauth2: 'OAuth 2.0', oauth1: 'OAuth 1.0a' }[row.protocol],
  partsOf(row),
  row.scope ? `\`${row.scope}\`` : row.protocol === 'oidc' ? '`openid email profile`' : '-',
  row.protocol === 'oidc'
    ? (row.subjectClaims ?? ['sub']).map((claim) => `\`${claim}\``).join(', ')
    : `\`${row.identField ?? 'id'}\``,
  verifiedOf(row),
  row.groups ? 'yes' : '-',
  row.apiBase ? `\`${row.apiBase}\`` : '-',
  row.quirks?.join(', ') ?? '-',
  row.checked,
];
const head = [
  'provider',
  'function',
  'protocol',
  'needs (default)',
  'scopes',
  'id',
  '`email_verified`',
  'groups',
  'API',
  'quirks',
  'checked',
];
const line = (texts) => `| ${texts.join(' | ')} |`;
const table = [head, head.map(() => '---'), ...rows.toSorted((a, b) => a.label.localeCompare(b.label)).map(cells)].map(
  line,
);
const text = `# Providers

The catalogue: what a client of each provider knows by itself. Made by \`npm run docs\` from \`src/providers/rows/\`.

Every function takes \`clientId\`, \`clientSecret\`, what stands under "needs", and the options of every client (see the README); each of
them goes before the row. \`fetchGroups: true\` asks for the groups. \`.fromEnv()\` reads the registration from the environment:
\`GOOGLE_CLIENT_ID\`, \`GOOGLE_CLIENT_SECRET\`, \`AUTH0_DOMAIN\`. \`apple()\` has \`teamId\`, \`keyId\` and \`privateKey\` in place of a secret.
"Checked" is when the row was last compared with what is published about the provider; none of them was asked by these tests.

${table.join('\n')}
`;

if (!process.argv.includes('--check')) await writeFile(file, text);
else if ((await readFile(file, 'utf8')) !== text) {
  console.error('docs/providers.md is not what the catalogue says: npm run docs');
  process.exitCode = 1;
}
