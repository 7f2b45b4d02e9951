import { parseJson } from '../../shared/parse-json.js';
import { isRecord } from '../is-record.js';
import { isDuration } from './tidy-token-response.js';
import { wholeAnswer } from './whole-answer.js';

/** Nobody looks at it: the browser is sent there at once. */
const DEFAULT_LIFE_SECONDS = 60;

/**
 * The answer to a pushed request as it should be: status 201, with the life of the reference (RFC 9126, section 2.2). Some providers answer
 * 200, and leave the life out.
 */
export async function fixPushedResponse(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const { status, headers } = response;
  const text = (await response.text()).trim();
  const body = parseJson(text);
  if (!isRecord(body) || typeof body['request_uri'] !== 'string') return wholeAnswer(text, { status, headers });
  const { expires_in: sent } = body;
  const pushed = { ...body, expires_in: isDuration(sent) ? sent : DEFAULT_LIFE_SECONDS };
  const json = new Headers(headers);
  json.set('content-type', 'application/json');
  return wholeAnswer(JSON.stringify(pushed), { status: 201, headers: json });
}
