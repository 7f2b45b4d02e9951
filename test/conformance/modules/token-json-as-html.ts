import { pass } from '../run.js';

// Some providers send JSON with this content type. Only the content matters.
export default pass({
  respond: {
    token(_req, res, behave) {
      res.setHeader('content-type', 'text/html');
      behave();
    },
  },
});
