import { refreshes } from '../refreshing.js';

export default refreshes({ refreshedIdToken: () => undefined });
