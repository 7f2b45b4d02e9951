// Writes docs/conformance.md from the list of the Foundation's modules and the modules here, or with --check says whether it still is what they say.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { FOUNDATION as list } from '../test/conformance/foundation.mjs';

const folder = new URL('../test/conformance/modules/', import.meta.url);
const file = new URL('../docs/conformance.md', import.meta.url);

/** What a module expects, as it says itself by the word that it begins with. */
async function outcomeOf(name) {
  const source = await readFile(new URL(`${name}.ts`, folder), 'utf8');
  const [, code] = /\b(?:rejects|rejectsAtLogin|keepsTokens\w*)\(\s*'(ERR_\w+)'/.exec(source) ?? [];
  if (code !== undefined) return `refused, \`${code}\``;
  if (/\brefusesLogout\(/.test(source)) return 'refused, `ERR_OAUTH_LOGOUT_TOKEN`';
  if (/\b(?:logsOut|comesBack)\(/.test(source)) return 'signed out';
  if (/\b(?:pass|refreshes)\(/.test(source)) return 'works';
  return /'(ERR_\w+)'/.test(source) ? 'see there' : 'works';
}

const files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).map((name) => name.slice(0, -3));
const played = new Set();
const missing = [];
const rows = [];
for (const { name, plans, provider, file: named, leftOut } of list) {
  const module = named ?? name;
  if (leftOut === undefined && !files.includes(module)) missing.push(module);
  played.add(module);
  const outcome = leftOut === undefined && files.includes(module) ? await outcomeOf(module) : 'left out';
  const where = leftOut ?? `[\`${module}\`](../test/conformance/modules/${module}.ts)`;
  rows.push(`| ${name} | ${plans} | ${provider} | ${outcome} | ${where} |`);
}
if (missing.length > 0) {
  console.error(`No file in test/conformance/modules for: ${missing.join(', ')}`);
  process.exit(1);
}
const own = [];
for (const name of files.filter((each) => !played.has(each)).toSorted())
  own.push(`| [\`${name}\`](../test/conformance/modules/${name}.ts) | ${await outcomeOf(name)} |`);

const done = list.filter(({ leftOut }) => leftOut === undefined).length;
const text = `# Conformance

What is played against a hostile provider in every run of the tests, made by \`npm run docs\` from \`test/conformance/\`. The provider shares no
code with the package. These are our own plays of the modules that the OpenID Foundation's suite has for relying parties; the suite
itself was not run, and nothing here is certified.

Of the ${list.length} lines below ${done} are played; ${list.length - done} are left out, each with its reason.

| module | plan | the provider | outcome | played by, or why not |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

## Further ones

${own.length} that the suite does not have.

| module | outcome |
| --- | --- |
${own.join('\n')}
`;

if (!process.argv.includes('--check')) await writeFile(file, text);
else if ((await readFile(file, 'utf8')) !== text) {
  console.error('docs/conformance.md is not what the modules say: npm run docs');
  process.exitCode = 1;
}
