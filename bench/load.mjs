import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';

const CONNECTIONS = 32;

/**
 * Requests as fast as they are answered, by wrk on 32 connections, for so many seconds. Gives requests per second, and how many requests there
 * were. Rejects when an answer has another status than the expected one: an error page is fast, too.
 */
export async function fullSpeed(url, { seconds, headers = {}, status = 200 }) {
  const lines = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  await checkStatus(url, { headers, status });
  const child = spawn('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, ...lines, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]);
  const requests = Number(/(\d+) requests in/.exec(output)?.[1]);
  const failed = Number(/Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1] ?? 0);
  const broken = /Socket errors/.test(output);
  if (code !== 0 || !(perSecond > 0) || broken || failed !== (status === 'redirect' || status < 400 ? 0 : requests))
    throw new Error(`wrk failed at ${url}: ${output}`);
  return { perSecond, requests };
}

/** Requests at a fixed rate for so many seconds. Gives the latency in milliseconds. */
export async function fixedRate(url, { seconds, headers, perSecond }) {
  const result = await autocannon({ url, headers, connections: 10, duration: seconds, overallRate: perSecond });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`Some requests at ${url} failed`);
  const { p50, p99 } = result.latency;
  return { p50, p99 };
}

async function checkStatus(url, { headers, status }) {
  // Not by fetch(), which says `Sec-Fetch-Mode: cors` whatever it is given.
  const answer = await new Promise((resolve, reject) => get(url, { headers }, resolve).on('error', reject));
  answer.resume();
  const { statusCode } = answer;
  const isRight = status === 'redirect' ? statusCode >= 300 && statusCode < 400 : statusCode === status;
  if (!isRight) throw new Error(`${url} answered ${statusCode} in place of ${status}`);
}
