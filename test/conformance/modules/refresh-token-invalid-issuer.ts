import { endsTokensAfter } from '../refreshing.js';
import { having } from '../run.js';

export default endsTokensAfter({ refreshedIdToken: having({ iss: 'https://evil.example' }) });
