// What `npm run faults` runs: everything it needs, then every fault, which writes docs/reliability.md. By names it runs some, and prints only.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, programs, root } from './prepare.mjs';

const names = process.argv.slice(2);
for (const name of names)
  if (!existsSync(join(root, `test/faults/modules/${name}.ts`))) throw new Error(`There is no fault "${name}"`);

install();
programs({ browser: false });
build();

const chosen = names.length > 0 ? ['--testNamePattern', `^(${names.join('|')})$`] : [];
const jest = ['run', '--silent', 'jest', '--', '--config', 'test/faults/jest.config.mjs', '--ci', ...chosen];
const { status } = spawnSync('npm', jest, { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
