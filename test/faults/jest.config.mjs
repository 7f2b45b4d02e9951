import { fileURLToPath } from 'node:url';
import { project } from '../../jest.config.mjs';

const rootDir = fileURLToPath(new URL('../..', import.meta.url));

/** No tier: the faults take minutes. `npm run faults` runs them. @type {import('jest').Config} */
export default { rootDir, reporters: ['default'], projects: [{ ...project('faults'), rootDir }] };
