import { having, rejectsAtLogin } from '../run.js';

export default rejectsAtLogin('ERR_OAUTH_DISCOVERY', 502, {
  discovery: having({ end_session_endpoint: 'http://id.example/' }),
});
