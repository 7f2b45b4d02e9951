import { pass } from '../run.js';

const members = Object.fromEntries(Array.from({ length: 10_000 }, (_, number) => [`m${number}`, 0]));

// They are copied nowhere.
export default pass({ jwks: ({ keys }) => ({ keys: keys.map((key) => ({ ...key, ...members })) }) });
