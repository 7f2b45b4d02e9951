import { keepsTokensUsable } from '../refreshing.js';

export default keepsTokensUsable('ERR_OAUTH_UNREACHABLE', {
  respond: { refresh: (req) => void req.socket.destroy() },
});
