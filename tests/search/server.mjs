// A static server that counts what it sends, compressed as hosts of static sites compress it.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Serves a folder: `url`, `take()` gives the bytes of bodies sent since the last call, `close()`. */
export async function serve(folder) {
  const packed = new Map();
  let sent = 0;
  const server = createServer((request, response) => {
    const path = join(folder, normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname)));
    if (!existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(path)];
    const head = { 'Content-Type': type ?? 'application/octet-stream', 'Cache-Control': 'max-age=3600' };
    if (!type) {
      sent += statSync(path).size;
      response.writeHead(200, head);
      createReadStream(path).pipe(response);
      return;
    }
    if (!packed.has(path)) packed.set(path, gzipSync(readFileSync(path)));
    sent += packed.get(path).length;
    response.writeHead(200, { ...head, 'Content-Encoding': 'gzip' }).end(packed.get(path));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    take() {
      const bytes = sent;
      sent = 0;
      return bytes;
    },
    close: () => server.close(),
  };
}
