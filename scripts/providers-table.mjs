// Writes docs/providers.md from the catalogue of the built package. With --check it only compares.
import { readFile, writeFile } from 'node:fs/promises';
import * as exported from '../dist/index.js';

const file = new URL('../docs/providers.md', import.meta.url);
const PROTOCOLS = { oidc: 'OpenID Connect', oauth2: 'OAuth 2.0', oauth1: 'OAuth 1.0a' };

const formatCode = (text) => `\`${text}\``;

function formatPlaceholders({ placeholders = {} }) {
  const texts = Object.entries(placeholders).map(([name, placeholder]) =>
    placeholder.default === undefined ? formatCode(name) : `${formatCode(name)} (${placeholder.default})`,
  );
  return texts.join(', ') || '-';
}

function formatScope({ scope, protocol }) {
  if (scope) return formatCode(scope);
  return protocol === 'oidc' ? formatCode('openid email profile') : '-';
}

function formatId({ protocol, subjectClaims = ['sub'], identField = 'id' }) {
  return protocol === 'oidc' ? subjectClaims.map(formatCode).join(', ') : formatCode(identField);
}

function formatVerified({ protocol, emailsEndpoint, claims }) {
  const isReported = protocol === 'oidc' || emailsEndpoint || claims?.email_verified;
  return isReported ? 'if the provider says so' : 'never';
}

function formatMembership({ membership }) {
  if (membership === undefined) return '-';
  return membership === 'groups'
    ? 'the groups'
    : formatCode(`info.${membership}`).replace(/info\.(.*:.*)(?=`)/, "info['$1']");
}

const columns = {
  provider: (row) => `[${row.label}](${row.documentation})`,
  function: (_row, name) => formatCode(`${name}()`),
  protocol: (row) => PROTOCOLS[row.protocol],
  'further options (default)': formatPlaceholders,
  scopes: formatScope,
  id: formatId,
  '`email_verified`': formatVerified,
  'proof of membership': formatMembership,
  groups: (row) => (row.groups ? 'yes' : '-'),
  API: (row) => (row.apiBase ? formatCode(row.apiBase) : '-'),
  quirks: (row) => row.quirks?.join(', ') ?? '-',
  checked: (row) => row.checked,
};

const formatLine = (cells) => `| ${cells.join(' | ')} |`;
const lines = Object.entries(exported)
  .filter(([, factory]) => factory.provider !== undefined)
  .toSorted(([, a], [, b]) => a.provider.label.localeCompare(b.provider.label))
  .map(([name, { provider }]) => formatLine(Object.values(columns).map((format) => format(provider, name))));
const titles = Object.keys(columns);
const table = [formatLine(titles), formatLine(titles.map(() => '---')), ...lines].join('\n');

const text = `# Providers

The catalogue contains the endpoints and options of each provider. \`npm run docs\` makes this page from \`src/providers/\`.

Every function takes \`clientId\`, \`clientSecret\`, the options in the column "further options", and the options of every
client (see the README). An option overrides the value in the catalogue. \`fetchGroups: true\` requests the user's groups.
\`.fromEnv()\` reads the registration from the environment: \`GOOGLE_CLIENT_ID\`, \`GOOGLE_CLIENT_SECRET\`, \`AUTH0_DOMAIN\`.
\`apple()\` takes \`teamId\`, \`keyId\` and \`privateKey\` instead of a secret, and has no \`.fromEnv()\`.

**Who is a member?** Everybody can have an account at most providers, with any e-mail address, and a verified address says
only that its mailbox was read once. The column "proof of membership" names the claim that says which organization an
account belongs to: compare it with the id of yours in \`getAuth\`. The groups need \`fetchGroups: true\`. Where the server,
domain, realm or user pool is your own, its users are your own.

The column "checked" is the date on which the row was last compared with the provider's documentation. The tests do not
contact the providers.

${table}
`;

if (!process.argv.includes('--check')) await writeFile(file, text);
else if ((await readFile(file, 'utf8')) !== text) {
  console.error('docs/providers.md differs from the catalogue: run npm run docs');
  process.exitCode = 1;
}
