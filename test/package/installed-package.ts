import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const execute = promisify(execFile);
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The time limit of packing and installing. */
export const INSTALL_MS = 180_000;

/** The built package, packed and installed in a new folder with Express. */
export class InstalledPackage {
  readonly folder: string;
  /** The paths in the tarball. */
  readonly packed: readonly string[];

  private constructor(folder: string, packed: readonly string[]) {
    this.folder = folder;
    this.packed = packed;
  }

  /** Packs and installs. `others` are further packages for npm, such as `express-jwt@8.5.1`. */
  static async install(others: readonly string[] = []): Promise<InstalledPackage> {
    const folder = await mkdtemp(join(tmpdir(), 'packed-'));
    const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    const { stdout } = await execute('npm', pack, { cwd: repository });
    const [tarball] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    const packages = [`./${tarball.filename}`, `express@${await pinnedVersion('express')}`, ...others];
    await execute('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], { cwd: folder });
    return new InstalledPackage(folder, tarball.files.map(({ path }) => path).toSorted());
  }

  stop(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** What package.json asks for, so that these tests use the same version: `5.3.0`, `npm:ioredis@5.11.1`. */
export async function pinnedVersion(name: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const version = { ...manifest.dependencies, ...manifest.devDependencies }[name];
  if (version === undefined) throw new Error(`package.json does not name ${name}`);
  return version;
}
