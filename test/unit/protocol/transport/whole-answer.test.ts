import { expect, it } from '@jest/globals';
import { wholeAnswer } from '../../../../src/protocol/transport/whole-answer.js';

const json = { 'content-type': 'application/json', 'x-a': 'b' };

it('a whole answer is a Response', async () => {
  const answer = wholeAnswer('{"a":1}', { status: 201, statusText: 'Made', headers: json });
  expect(answer).toBeInstanceOf(Response);
  expect([answer.status, answer.statusText, answer.ok, answer.headers.get('x-a')]).toEqual([201, 'Made', true, 'b']);
  expect(await answer.json()).toEqual({ a: 1 });
});

it.each<[how: string, read: (answer: Response) => Promise<unknown>, expected: unknown]>([
  ['text()', (answer) => answer.text(), '{"a":"ä"}'],
  ['json()', (answer) => answer.json(), { a: 'ä' }],
  ['arrayBuffer()', async (answer) => Buffer.from(await answer.arrayBuffer()).toString(), '{"a":"ä"}'],
  ['blob()', async (answer) => (await answer.blob()).text(), '{"a":"ä"}'],
  ['a clone', (answer) => answer.clone().text(), '{"a":"ä"}'],
  ['its stream', (answer) => new Response(answer.body).text(), '{"a":"ä"}'],
])('its body is read by %s', async (_how, read, expected) => {
  expect(await read(wholeAnswer('{"a":"ä"}', { headers: json }))).toEqual(expected);
});

it('its body is read once, and a clone is read by itself', async () => {
  const answer = wholeAnswer('text');
  const copy = answer.clone();
  expect(answer.bodyUsed).toBe(false);
  await answer.text();
  expect([answer.bodyUsed, copy.bodyUsed]).toEqual([true, false]);
  await expect(answer.text()).rejects.toThrow(TypeError);
  await expect(answer.json()).rejects.toThrow(TypeError);
  expect(() => answer.clone()).toThrow(TypeError);
  expect(await copy.text()).toBe('text');
});

it('an empty one has no body, and what is no JSON is an error', async () => {
  expect(wholeAnswer('', { status: 204 }).body).toBeNull();
  await expect(wholeAnswer('<html>').json()).rejects.toThrow(SyntaxError);
});
