import { expect, it } from '@jest/globals';
import { readGroups } from '../../../../src/protocol/user/groups.js';

const endpoint = 'https://api.example/teams';
const page = (names: unknown[], next?: string): Response =>
  new Response(JSON.stringify(names.map((id) => ({ id }))), {
    headers: next === undefined ? {} : { link: `<${next}>; rel="next"` },
  });

function groups(pages: Record<string, () => Response | Promise<Response>>, limitMs = 1000) {
  const asked: string[] = [];
  const get = async (url: string): Promise<Response> => {
    asked.push(url);
    return (await pages[url]?.()) ?? new Response(null, { status: 404 });
  };
  return readGroups({ endpoint, names: ['id'] }, {}, { get, limitMs }).then((found) => ({ found, asked }));
}

it('all pages are read, and each name is listed once', async () => {
  const pages = {
    [endpoint]: () => page(['a', 7], '/teams?page=2'),
    [`${endpoint}?page=2`]: () => page(['a', 'b', null, {}, 2 ** 53]),
  };
  expect((await groups(pages)).found).toEqual(['a', '7', 'b']);
});

it.each<[what: string, second: () => Response]>([
  ['fails', () => new Response(null, { status: 500 })],
  ['is no list', () => new Response('{}')],
  ['is elsewhere', () => page(['b'], 'https://evil.example/teams')],
])('there are no groups when a page %s: a part never passes for the whole', async (_what, second) => {
  const { found } = await groups({ [endpoint]: () => page(['a'], '?page=2'), [`${endpoint}?page=2`]: second });
  expect(found).toBeUndefined();
});

it('a page that links to itself is read once', async () => {
  expect(await groups({ [endpoint]: () => page(['a'], endpoint) })).toEqual({ found: ['a'], asked: [endpoint] });
});

it('endless pages stop after twenty, or at the time limit', async () => {
  const endless = new Proxy(
    {},
    { get: (_all, url) => () => page(['a'], `?page=${Number(/\d+/.exec(String(url))?.[0] ?? 1) + 1}`) },
  );
  expect(await groups(endless)).toMatchObject({ found: undefined, asked: { length: 20 } });
  expect(await groups(endless, 0)).toEqual({ found: undefined, asked: [] });
});

it('invariant 11: the pages end with the 2,000th entry, and more are refused, whatever they are', async () => {
  const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
  const pages = {
    [endpoint]: () => page(numbers(0, 1000), '?page=2'),
    [`${endpoint}?page=2`]: () => page(numbers(1000, 1000)),
  };
  expect((await groups(pages)).found).toHaveLength(2000);
  for (const last of [numbers(1000, 1001), Array.from({ length: 150_000 }, () => null)]) {
    const more = { ...pages, [`${endpoint}?page=2`]: () => page(last, '?page=3') };
    await expect(groups(more)).rejects.toMatchObject({ code: 'ERR_OAUTH_BAD_RESPONSE' });
  }
});

it.each<[what: string, claim: unknown, found: string[] | undefined]>([
  ['a list', ['a', 'b'], ['a', 'b']],
  ['an empty list', [], []],
  ['one group as a text', 'a', ['a']],
  ['an empty text', '', []],
  ['a list with other values', ['a', 7, null, ''], ['a']],
  ['a list of other values', [7, true], undefined],
  ['a list of objects', [{ id: 'a' }], undefined],
  ['a list with an object', ['a', { id: 'b' }], undefined],
  ['a list of lists', [['a']], undefined],
  ['an object', { a: true }, undefined],
  ['a number', 7, undefined],
  ['null', null, undefined],
  ['nothing', undefined, undefined],
])('the groups in a claim that holds %s', async (_what, claim, found) => {
  const requests = { get: async () => new Response(null, { status: 404 }), limitMs: 1000 };
  expect(await readGroups({ claim: 'groups' }, { groups: claim }, requests)).toEqual(found);
});
