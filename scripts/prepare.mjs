// Installs and builds everything that the tests and the demo need. It uses only Node, because it runs before the dependencies are installed.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** npm writes this file shortly after the lock file. If the lock file is much newer, it has changed since. */
const installedLock = join(root, 'node_modules/.package-lock.json');
const SAME_INSTALL_MS = 5000;

/** A file that keeps Debian from starting a service when it is installed (Debian Policy, invoke-rc.d). */
const policy = '/usr/sbin/policy-rc.d';

/** The browser of the tier `browser`: Debian's Chromium, or the program in the environment, such as Google Chrome. */
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Installs the dependencies if they are missing or older than the lock file. */
export function installDependencies() {
  const locked = statSync(join(root, 'package-lock.json')).mtimeMs;
  if (existsSync(installedLock) && statSync(installedLock).mtimeMs + SAME_INSTALL_MS > locked) return;
  // Not `npm ci`, which fails if the lock file lacks the builds of a tool for this system.
  run('npm', ['install', '--no-save']);
}

/** Builds the package, and then the example app with it. */
export function build() {
  run('npm', ['run', '--silent', 'build']);
}

/**
 * Installs the programs that the tests need besides Node: a Redis server, OpenSSL for certificates, an OAuth 1.0a provider of another project,
 * a browser, and with `load` the load generator wrk. Missing programs are installed only for root on Debian or Ubuntu. The tests start their own servers, so no service of the
 * system is started.
 */
export function installPrograms({ browser = true, load = false } = {}) {
  const missing = missingPrograms({ load });
  const canInstall = process.getuid?.() === 0 && isDebian({ like: true });
  if (missing.length > 0 && !canInstall) {
    throw new Error(
      'The tests need redis-server 6.2 or later (the package "redis-server", or "redis") and openssl on the PATH, and ' +
        `Authlib and Flask for python3 (the packages "python3-authlib" and "python3-flask"). Not found: ${missing.join(', ')}`,
    );
  }
  // The package of Ubuntu only installs a snap, which does not work in a container.
  if (browser && canInstall && !hasBrowser() && isDebian()) missing.push('chromium', 'fonts-dejavu-core');
  if (missing.length === 0) return;
  runWithoutServices(() => {
    run('apt-get', ['update']);
    run('apt-get', ['install', '-y', '--no-install-recommends', ...missing]);
  });
}

/** The Debian packages of the programs that are not there. */
function missingPrograms({ load }) {
  return [
    ...(!load || isOnPath('wrk') ? [] : ['wrk']),
    ...(isOnPath('redis-server') ? [] : ['redis-server']),
    ...(isOnPath('openssl') ? [] : ['openssl']),
    ...(hasAuthlib() ? [] : ['python3-authlib', 'python3-flask']),
  ];
}

/** Whether the tier `browser` can run. */
export function hasBrowser() {
  return existsSync(chromium);
}

/** Debian's packages are for Debian's Python, which may not be the first on the PATH. */
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

function hasAuthlib() {
  const { status } = spawnSync(python, ['-c', 'import authlib.integrations.flask_oauth1, flask'], { stdio: 'ignore' });
  return status === 0;
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`Failed: ${command} ${args.join(' ')}`);
}

function isOnPath(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .some(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether the system is Debian, or with `like` a system that is based on it. */
function isDebian({ like = false } = {}) {
  if (!existsSync('/etc/os-release')) return false;
  const pattern = like ? /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m : /^ID="?debian"?$/m;
  return pattern.test(readFileSync('/etc/os-release', 'utf8'));
}

/** Keeps Debian packages from starting their services. An existing policy stays as it is. */
function runWithoutServices(work) {
  if (existsSync(policy)) return work();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return work();
  } finally {
    rmSync(policy);
  }
}
