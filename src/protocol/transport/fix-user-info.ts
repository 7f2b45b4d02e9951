import { parseJson } from '../../shared/parse-json.js';
import { isRecord } from '../is-record.js';
import { checkNesting } from '../user/check-claims.js';
import { applyFix, type Fix } from './apply-fix.js';
import { saysRefusal } from './read-refusal.js';
import { refuseSuccess } from './refuse-success.js';
import { wholeAnswer } from './whole-answer.js';

/** How an answer of the user info endpoint is read. */
export interface UserInfoRules {
  fix: Fix | undefined;
  /** Whether an answer says who the user is. */
  hasSubject: (answer: Record<string, unknown>) => boolean;
}

/**
 * The user info as it should be: status 200 for every success, JSON without a byte order mark, and corrected by the option `fixes`. A refusal
 * that has a status of success gets another one.
 */
export async function fixUserInfo(response: Response, { fix, hasSubject }: UserInfoRules): Promise<Response> {
  if (!response.ok) return response;
  const text = (await response.text()).trim();
  const { status, headers } = response;
  // Signed or encrypted.
  if (/^[\w-]+\.[\w.-]+$/.test(text)) return wholeAnswer(text, { headers });
  const body = parseJson(text);
  if (!isRecord(body)) return wholeAnswer(text, { status, headers });
  // Before the app's function sees it: copying thousands of levels would fail there, and look like its fault.
  checkNesting(body, undefined, Infinity);
  const info = fix ? await applyFix(body, { name: 'userInfo', apply: fix, isValid: isRecord }) : body;
  if (!hasSubject(info) && saysRefusal(body)) return refuseSuccess(wholeAnswer('', { status: 200, headers }), text);
  return wholeAnswer(fix ? JSON.stringify(info) : text, { headers: fix ? asJson(headers) : headers });
}

function asJson(headers: Headers): Headers {
  const json = new Headers(headers);
  json.set('content-type', 'application/json');
  return json;
}
