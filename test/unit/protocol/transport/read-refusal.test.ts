import { describe, expect, it } from '@jest/globals';
import { readRefusal } from '../../../../src/protocol/transport/read-refusal.js';

describe('a refusal', () => {
  it.each<[shape: string, said: unknown, error: string | undefined, description: string | undefined]>([
    ['RFC 6749', { error: 'invalid_grant', error_description: 'Too old' }, 'invalid_grant', 'Too old'],
    ['Okta', { errorCode: 'E0000011', errorSummary: 'Invalid token', errorCauses: [] }, 'E0000011', 'Invalid token'],
    [
      'Facebook',
      { error: { message: 'Error validating', type: 'OAuthException', code: 190, fbtrace_id: 'x' } },
      '190',
      'Error validating',
    ],
    ['Google', { error: { code: 401, message: 'Bad', status: 'UNAUTHENTICATED' } }, '401', 'Bad'],
    ['Instagram', { error_type: 'OAuthException', code: 400, error_message: 'No code' }, '400', 'No code'],
    ['Twitch', { error: 'Bad Request', status: 400, message: 'Invalid code' }, 'Bad Request', 'Invalid code'],
    ['Reddit', { message: 'Bad Request', error: 400 }, '400', 'Bad Request'],
    [
      'Strava',
      { message: 'Bad Request', errors: [{ resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' }] },
      'invalid',
      'Bad Request, RefreshToken refresh_token invalid',
    ],
    ['X', { errors: [{ message: 'Not found' }, { message: 'Gone' }] }, undefined, 'Not found, Gone'],
    ['a list of texts', { errors: ['first', 'second'] }, undefined, 'first, second'],
    [
      'Apigee',
      { fault: { faultstring: 'Invalid ApiKey', detail: { errorcode: 'oauth.v2.Invalid' } } },
      undefined,
      'Invalid ApiKey',
    ],
    [
      'RFC 9457',
      { type: 'about:blank', title: 'Forbidden', status: 403, detail: 'Not you' },
      '403',
      'Not you, Forbidden',
    ],
    ['Zoom', { reason: 'Invalid Token!', error: 'invalid_grant' }, 'invalid_grant', 'Invalid Token!'],
    ['Imgur', { data: { error: 'No code', method: 'POST' }, success: false, status: 400 }, 'No code', undefined],
    ['ASP.NET', { Message: 'No code', ExceptionType: 'X' }, undefined, 'No code'],
    ['names in capitals', { Error: 'invalid_grant' }, 'invalid_grant', undefined],
    ['OData', { error: { code: '', message: { lang: 'en', value: 'No code' } } }, undefined, 'No code'],
    [
      'errors by field',
      { errors: { code: ['too old', 'used'], b: 'bad' } },
      undefined,
      'code too old, code used, b bad',
    ],
    ['a bare text', 'a text', undefined, 'a text'],
    ['nothing', {}, undefined, undefined],
    ['a list', [{ errorCode: 'INVALID', message: 'No' }], 'INVALID', 'No'],
  ])('of %s is read', (_shape, said, error, description) => {
    expect(readRefusal(JSON.stringify(said))).toMatchObject({
      ...(error && { error }),
      ...(description && { description }),
    });
  });

  it.each<[what: string, text: string, description: string | undefined]>([
    ['plain words', '  Please slow down\n', 'Please slow down'],
    ['words with a token', 'No user of tellNobody-1 here', 'No user of [withheld] here'],
    [
      'XML',
      '<?xml version="1.0"?>\n<Error xmlns="x"><Code>E</Code>\n<m:Message a="b">Too old</m:Message></Error>',
      'Too old',
    ],
    ['XML without words', '<a><b>c</b></a>', 'a page without a title'],
    ['a page that is XML', '<?xml version="1.0"?><html><title>T</title><code>c</code>', 'a page with the title T'],
    ['a page', '<!doctype html>\n<html><head><TITLE lang="en"> Log in </TITLE>', 'a page with the title Log in'],
    ['a page without a title', '<html><body>Hello', 'a page without a title'],
    ['a form', 'error=invalid_grant&error_description=Too+old', 'Too old'],
    ['nothing', '', undefined],
    ['JSON that was cut', '{"error":"inv', '{"error":"inv'],
  ])('in %s is read', (_what, text, description) => {
    expect(readRefusal(text).description).toBe(description);
  });

  it.each<[what: string, text: string]>([
    ['deep lists', '['.repeat(200_000)],
    ['deep lists that are whole', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['deep lists in errors', `{"errors":${'[{"errors":'.repeat(20_000)}1${'}]'.repeat(20_000)}}`],
    ['deep errors', `${'{"error":'.repeat(5000)}1${'}'.repeat(5000)}`],
    ['many elements', '<code '.repeat(150_000)],
    ['many members', JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`m${at}`, at])))],
    ['many titles', '<title'.repeat(150_000)],
    ['a long title', `<title>${'a'.repeat(900_000)}</title>`],
    ['a long form', `error=a&${'b=c&'.repeat(200_000)}`],
    ['a long description', JSON.stringify({ error_description: 'eyJ'.repeat(300_000) })],
    ['many errors', JSON.stringify({ errors: Array.from({ length: 100_000 }, () => ({ code: 1 })) })],
  ])('of hostile length, such as %s, is read quickly and cut', (_what, text) => {
    const begun = performance.now();
    const { error = '', description = '' } = readRefusal(text);
    expect(performance.now() - begun).toBeLessThan(100);
    expect(error.length + description.length).toBeLessThan(1500);
  });
});
