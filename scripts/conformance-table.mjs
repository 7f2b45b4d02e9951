// Writes docs/conformance.md from the list of the Foundation's modules and from the modules in test/conformance. With --check it only compares.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { FOUNDATION as list } from '../test/conformance/foundation.mjs';

const folder = new URL('../test/conformance/modules/', import.meta.url);
const file = new URL('../docs/conformance.md', import.meta.url);

/** The expected outcome of a module, by the function that it calls. */
async function outcomeOf(name) {
  const source = await readFile(new URL(`${name}.ts`, folder), 'utf8');
  const [, code] = /\b(?:rejects|rejectsAtLogin|keepsTokens\w*)\(\s*'(ERR_\w+)'/.exec(source) ?? [];
  if (code !== undefined) return `refused, \`${code}\``;
  if (/\brefusesEncrypted\(/.test(source)) return 'refused, `ERR_OAUTH_ID_TOKEN`';
  if (/\brefusesLogout\(/.test(source)) return 'refused, `ERR_OAUTH_LOGOUT_TOKEN`';
  if (/\b(?:logsOut|comesBack)\(/.test(source)) return 'signed out';
  if (/\b(?:pass|refreshes)\(/.test(source)) return 'works';
  return /'(ERR_\w+)'/.test(source) ? 'see the file' : 'works';
}

const files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).map((name) => name.slice(0, -3));
const listed = new Set();
const missing = [];
const rows = [];
for (const { name, plans, provider, file: otherName, leftOut } of list) {
  const module = otherName ?? name;
  if (leftOut === undefined && !files.includes(module)) missing.push(module);
  listed.add(module);
  const outcome = leftOut === undefined && files.includes(module) ? await outcomeOf(module) : 'left out';
  const where = leftOut ?? `[\`${module}\`](../test/conformance/modules/${module}.ts)`;
  rows.push(`| ${name} | ${plans} | ${provider} | ${outcome} | ${where} |`);
}
if (missing.length > 0) {
  console.error(`No file in test/conformance/modules for: ${missing.join(', ')}`);
  process.exit(1);
}
const furtherRows = [];
for (const name of files.filter((each) => !listed.has(each)).toSorted())
  furtherRows.push(`| [\`${name}\`](../test/conformance/modules/${name}.ts) | ${await outcomeOf(name)} |`);

const includedCount = list.filter(({ leftOut }) => leftOut === undefined).length;
const text = `# Conformance

Every run of the tests plays these modules against a hostile provider, which shares no code with the package.
\`npm run docs\` makes this page from \`test/conformance/\`.

The conformance suite of the OpenID Foundation has modules for relying parties. The modules here are our own versions of
them. We have not run the suite itself, and nothing here is certified.

The table has ${list.length} lines: ${includedCount} have a test, and ${list.length - includedCount} are left out, each with a reason.

| module | plan | the provider | outcome | test, or reason |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

## Further modules

These ${furtherRows.length} modules are not in the suite.

| module | outcome |
| --- | --- |
${furtherRows.join('\n')}
`;

if (!process.argv.includes('--check')) await writeFile(file, text);
else if ((await readFile(file, 'utf8')) !== text) {
  console.error('docs/conformance.md differs from the modules: run npm run docs');
  process.exitCode = 1;
}
