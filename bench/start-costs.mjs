import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('.', import.meta.url));

/** What a program imports that writes it by hand, and what one imports that uses us. */
const programs = {
  ours: "await import('../dist/index.js'); await import('express');",
  'by-hand': "await import('express'); await import('express-session'); await import('openid-client');",
};

/** The CPU time until everything is imported, in milliseconds, in a new process. */
export function importCost(name) {
  const script = `const { user, system } = process.cpuUsage(); ${programs[name]} const end = process.cpuUsage(); console.log((end.user + end.system - user - system) / 1000);`;
  const { stdout, status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd });
  if (status !== 0) throw new Error(stderr.toString());
  return Number(stdout.toString());
}
