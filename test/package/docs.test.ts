import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { codeBlocks } from './code-blocks.js';
import { repository as root } from './installed-package.js';

const documents = ['.', 'docs'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

const blocks = documents.flatMap(codeBlocks);

describe('the documents', () => {
  it('have code blocks only in languages that are checked here', () => {
    expect([...new Set(blocks.map(({ language }) => language))].toSorted()).toEqual(['sh', 'text', 'ts']);
  });

  it('have code blocks that compile against the built package', () => {
    const folder = join(root, '.build/docs');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const { from, language, text } of blocks)
      if (language === 'ts') writeFileSync(join(folder, `${from}.ts`), text);
    const compilerOptions = { rootDir: root, noUnusedLocals: false, noUnusedParameters: false, paths: {} };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'] }),
    );
    const { stdout, status } = spawnSync('npx', ['tsc', '-p', folder], { cwd: root, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
  });

  it('name only existing npm scripts', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = blocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ text }) => [...text.matchAll(/^npm (?:run )?([\w:-]+)$/gm)].map(([, name = '']) => name));
    expect(named.length).toBeGreaterThan(2);
    for (const name of named) expect(['install', ...Object.keys(scripts)]).toContain(name);
  });

  it('link only to existing files', () => {
    for (const name of documents) {
      const links = [...readFileSync(join(root, name), 'utf8').matchAll(/\]\(([^)#:]+)\)/g)].map(
        ([, link = '']) => link,
      );
      for (const link of links)
        expect(readdirSync(join(root, dirname(name), dirname(link)))).toContain(link.split('/').at(-1));
    }
  });

  it('number only invariants that a test names', () => {
    const numbered = [...readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').matchAll(/^(\d+)\. (?!\()/gm)].map(
      ([, number]) => Number(number),
    );
    const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.test.ts'),
    );
    const names = tests.map((name) => readFileSync(join(root, 'test', name), 'utf8')).join('\n');
    const named = new Set(
      [...names.matchAll(/invariants? ([\d and]+):/g)].flatMap(([, numbers = '']) =>
        numbers.split(' and ').map(Number),
      ),
    );
    expect(new Set(numbered)).toEqual(new Set(Array.from({ length: 15 }, (_, at) => at + 1)));
    for (const number of numbered) expect([number, named.has(number)]).toEqual([number, true]);
  });

  it.each([
    ['the catalogue', 'providers-table'],
    ['the conformance modules, each of the list with a file,', 'conformance-table'],
  ])('list the actual %s', (_what, script) => {
    const { status, stderr } = spawnSync(process.execPath, [`scripts/${script}.mjs`, '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('have every option in the tables of the README', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const interfaceOf = (file: string, name: string) =>
      new RegExp(`interface ${name}[^{]*\\{(.*?)^\\}`, 'ms').exec(readFileSync(join(root, file), 'utf8'))?.[1] ?? '';
    const sources = [
      interfaceOf('src/options.ts', 'OAuthOptions'),
      interfaceOf('src/http/hooks/hooks.ts', 'Hooks'),
      interfaceOf('src/http/request/route-paths.ts', 'PathOptions'),
      interfaceOf('src/protocol/options/client-options.ts', 'ClientOptions'),
      interfaceOf('src/protocol/options/oidc-options.ts', 'OidcOptions'),
      interfaceOf('src/protocol/options/oauth2-options.ts', 'OAuth2Options'),
      interfaceOf('src/protocol/options/oauth1-options.ts', 'OAuth1Options'),
      interfaceOf('src/providers/provider-client.ts', 'ProviderOptions'),
    ];
    const options = sources.flatMap((source) => [...source.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name = '']) => name));
    expect(options.length).toBeGreaterThan(60);
    for (const option of options) expect([option, readme.includes(option)]).toEqual([option, true]);
  });
});
