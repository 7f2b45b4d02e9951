import { having, rejectsAtLogin } from '../run.js';

const members = Object.fromEntries(Array.from({ length: 2000 }, (_, number) => [`m${number}`, 0]));

// Each login copies the metadata.
export default rejectsAtLogin('ERR_OAUTH_DISCOVERY', 502, { discovery: having(members) });
