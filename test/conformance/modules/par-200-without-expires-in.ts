import { replaced } from '../../support/hostile/answers.js';
import type { Answer } from '../../support/hostile/answers.js';
import { pass } from '../run.js';

const withoutLife = replaced((body) => JSON.stringify({ ...(JSON.parse(body) as object), expires_in: '' }));

/** RFC 9126, section 2.2 has 201, and `expires_in`. */
const with200: Answer = (req, res, behave) => {
  const end = res.end.bind(res) as (body: string) => typeof res;
  res.end = ((body: string) => {
    res.statusCode = 200;
    return end(body);
  }) as unknown as typeof res.end;
  withoutLife(req, res, behave);
};

export default pass({
  discovery: (metadata) => ({
    ...metadata,
    pushed_authorization_request_endpoint: String(metadata['token_endpoint']).replace('/token', '/par'),
  }),
  respond: { par: with200 },
});
