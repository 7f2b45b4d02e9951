// `npm run build` runs this after the compiler: it puts the compiled modules of the package into one file for each entry, and one for what they
// share. Node reads and links each file by itself, so 300 of them took twice as long to import as all dependencies together.
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const bundled = join(dist, '../.build/bundle');

rmSync(bundled, { recursive: true, force: true });
await build({
  entryPoints: ['index.js', 'request.js', 'testing/index.js'].map((name) => join(dist, name)),
  outdir: bundled,
  outbase: dist,
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  chunkNames: 'shared-[hash]',
  minifyWhitespace: false,
  logLevel: 'warning',
});
// The declarations stay as the compiler has written them.
for (const name of readdirSync(dist, { recursive: true })) if (name.endsWith('.js')) rmSync(join(dist, name));
for (const name of readdirSync(bundled, { recursive: true }))
  if (name.endsWith('.js')) renameSync(join(bundled, name), join(dist, name));
rmSync(bundled, { recursive: true, force: true });
