import { rejects } from '../run.js';

export default rejects(
  'ERR_OAUTH_UNREACHABLE',
  { respond: { token: (req) => void req.socket.destroy() } },
  { status: 502 },
);
