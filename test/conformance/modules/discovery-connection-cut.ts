import { rejectsAtLogin } from '../run.js';

export default rejectsAtLogin('ERR_OAUTH_UNREACHABLE', 502, {
  respond: { discovery: (req) => void req.socket.destroy() },
});
