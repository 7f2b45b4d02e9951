import { connect } from 'node:net';

/** Sends one request for a target byte for byte (latin1), which Node's clients do not allow, and returns the whole answer. */
export function sendRaw(port: number, target: string, headers: readonly string[] = []): Promise<string> {
  const head = [`GET ${target} HTTP/1.1`, 'Host: app.test', ...headers, 'Connection: close', '', ''];
  return exchange(port, head.join('\r\n'));
}

/** Sends a request of HTTP/1.0, which has no Host header, and returns the whole answer. */
export function sendWithoutHost(port: number, path: string): Promise<string> {
  return exchange(port, `GET ${path} HTTP/1.0\r\n\r\n`);
}

function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.on('close', () => resolve(answer));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
  });
}
