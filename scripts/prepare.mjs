// What has to stand before the tests or the demo can run. Uses nothing but Node: it also runs before the installation.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** npm writes this file a moment after the lock file; a lock file that is newer by more has changed since. */
const installed = join(root, 'node_modules/.package-lock.json');
const SAME_INSTALL_MS = 5000;

/** The system's way to keep services from being started by their installation (Debian Policy, invoke-rc.d). */
const policy = '/usr/sbin/policy-rc.d';

/** The browser of the tier `browser`: Debian's Chromium, or what the environment names, as Google Chrome where there is no such package. */
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Installs the dependencies when they are missing or older than the lock file. */
export function install() {
  const locked = statSync(join(root, 'package-lock.json')).mtimeMs;
  if (existsSync(installed) && statSync(installed).mtimeMs + SAME_INSTALL_MS > locked) return;
  // Not `npm ci`: it fails when the lock file lacks the builds of a tool for other systems than the one it was written on.
  run('npm', ['install', '--no-save']);
}

/** Builds the package, and then the example app against it. */
export function build() {
  run('npm', ['run', '--silent', 'build']);
}

/**
 * The programs that the tests need beside Node: a Redis server, OpenSSL for certificates, an OAuth 1.0a provider that
 * another project wrote, and a browser. What is missing is installed where that needs nobody's leave (root on Debian or
 * Ubuntu). The tests start servers of their own; none of the system's is started here.
 */
export function programs({ browser = true } = {}) {
  const missing = [
    ...(onPath('redis-server') ? [] : ['redis-server']),
    ...(onPath('openssl') ? [] : ['openssl']),
    ...(hasAuthlib() ? [] : ['python3-authlib', 'python3-flask']),
  ];
  const mayInstall = process.getuid?.() === 0 && isDebian({ like: true });
  if (missing.length > 0 && !mayInstall) {
    throw new Error(
      'The tests need redis-server 6.2 or later (the package "redis-server", or "redis") and openssl on the PATH, and ' +
        `Authlib and Flask for python3 (the packages "python3-authlib" and "python3-flask"). Not found: ${missing.join(', ')}`,
    );
  }
  // Ubuntu's package is but a pointer to a snap, which no container can install.
  if (browser && mayInstall && !hasBrowser() && isDebian()) missing.push('chromium', 'fonts-dejavu-core');
  if (missing.length === 0) return;
  withoutServices(() => {
    run('apt-get', ['update']);
    run('apt-get', ['install', '-y', '--no-install-recommends', ...missing]);
  });
}

/** Whether the tier `browser` can run. */
export function hasBrowser() {
  return existsSync(chromium);
}

/** Debian's packages are for Debian's Python, which need not be the first on the PATH. */
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

function onPath(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether the system says of itself that it is Debian, or, `like` it, one that was made from it. */
function isDebian({ like = false } = {}) {
  if (!existsSync('/etc/os-release')) return false;
  const said = like ? /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m : /^ID="?debian"?$/m;
  return said.test(readFileSync('/etc/os-release', 'utf8'));
}

/** A Debian package starts its service when it is installed, unless a policy forbids it. An existing policy is left alone. */
function withoutServices(work) {
  if (existsSync(policy)) return work();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return work();
  } finally {
    rmSync(policy);
  }
}
