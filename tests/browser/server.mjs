// A static host as plain as they come, to open a site at a root or below a path.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.xml': 'application/xml',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Serves `folder` on a free loopback port below `prefix` (`/` or `/a/b/`); everything else there is
 * answered by the site's 404 page, as static hosts do.
 */
export async function serve(folder, prefix = '/') {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = fileAt(folder, prefix, path);
    if (file === 'slash') {
      response.writeHead(301, { location: `${encodeURI(path)}/` }).end();
      return;
    }
    if (file === null && path === '/favicon.ico') {
      response.writeHead(204).end(); // asked for by the browser on its own account
      return;
    }
    const found = file ?? join(folder, '404.html');
    const status = file ? 200 : 404;
    if (!existsSync(found)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(status, { 'content-type': TYPES[extname(found)] ?? 'application/octet-stream' });
    createReadStream(found).pipe(response);
  });
  server.on('connection', (socket) => socket.unref());
  await new Promise((ready, failed) => server.once('error', failed).listen(0, '127.0.0.1', ready));
  // A check that threw never closes its server, which must not keep the run from ending.
  server.unref();
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    base: origin + prefix,
    close: () => new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    }),
  };
}

/** The file that a static host sends for `path`: a file's path, `'slash'` for a folder named without one, or null. */
export function fileAt(folder, prefix, path) {
  if (!path.startsWith(prefix)) return null;
  const file = normalize(join(folder, path.slice(prefix.length)));
  if (file !== normalize(folder) && !file.startsWith(normalize(folder + sep))) return null;
  if (!existsSync(file)) return null;
  if (!statSync(file).isDirectory()) return file;
  if (!path.endsWith('/')) return 'slash';
  return existsSync(join(file, 'index.html')) ? join(file, 'index.html') : null;
}
