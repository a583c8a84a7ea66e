// A built site as these tests see it: its pages, each with its route and kind.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';

/** The folders of `roadmap.json`'s lists, and what one page in them is called here. */
const ITEMS = [
  { list: 'visions', folder: 'vision', kind: 'vision' },
  { list: 'intents', folder: 'intents', kind: 'intent' },
  { list: 'milestones', folder: 'milestones', kind: 'milestone' },
  { list: 'updates', folder: 'updates', kind: 'update' },
];

/** Routes that every view has once; what lies below them is a part (a lens, a filter, a year). */
const SINGLE = ['timeline', 'board', 'list', 'updates', 'alignment', 'search'];

/**
 * Reads a site: every `.html` file below `folder`, and its `roadmap.json` files.
 *
 * A page is `{ file, route, kind, html, refresh }`: the route is relative and ends with a slash,
 * or is empty for home, or `404.html`; `refresh` is where a redirect stub leads.
 */
export function readSite(folder, name = basename(folder)) {
  const files = walk(folder).map((file) => relative(folder, file).split(sep).join('/')).sort();
  // The page that opens a sealed view is no page of a roadmap, and has tests of its own.
  const sealed = new Set(files.filter((file) => basename(file) === 'roadmap.sealed').map((file) => file.replace('roadmap.sealed', 'index.html')));
  const pages = files.filter((file) => file.endsWith('.html') && !sealed.has(file)).map((file) => {
    const html = readFileSync(join(folder, file), 'utf8');
    const route = file.replace(/(^|\/)index\.html$/, '$1');
    const refresh = /<meta[^>]+http-equiv="?refresh"?[^>]*content="[^"]*url=([^"]+)"/i.exec(html)?.[1];
    return { file, route, kind: refresh === undefined ? kindOf(route) : 'redirect', html, refresh };
  });
  return { name, folder, files, pages };
}

/** Which sort of page stands at a route. Views of other audiences keep their own kinds. */
export function kindOf(route) {
  const parts = route.split('/').filter(Boolean);
  if (parts.length === 0) return 'home';
  if (parts[0] === 'for' && parts.length > 1) return `for-${parts[1]}-${kindOf(parts.slice(2).join('/'))}`;
  if (parts.at(-1).endsWith('.html')) return parts.at(-1) === '404.html' ? '404' : 'other';
  const item = ITEMS.find((each) => each.folder === parts[0]);
  if (item && parts.length === 2) return item.kind;
  if (SINGLE.includes(parts[0])) return parts.length === 1 ? parts[0] : `${parts[0]}-part`;
  return parts.length === 1 ? 'page' : 'other';
}

/** The `count` pages of each kind that show most: the longest, then the shortest. */
export function choose(pages, count = 1) {
  const kinds = new Map();
  for (const page of pages) kinds.set(page.kind, [...(kinds.get(page.kind) ?? []), page]);
  return [...kinds.values()].flatMap((same) => {
    const byLength = [...same].sort((a, b) => b.html.length - a.html.length);
    return count === 1 ? byLength.slice(0, 1) : [...new Set([byLength[0], byLength.at(-1)])];
  });
}

/** What is wrong between a site's `roadmap.json` and its pages: an item without a page, a wrong `url`. */
export function missingPages(site) {
  const indexes = site.files.filter((file) => basename(file) === 'roadmap.json');
  if (!indexes.includes('roadmap.json')) return ['there is no roadmap.json'];
  return indexes.flatMap((file) => {
    const root = file.slice(0, -'roadmap.json'.length);
    const roadmap = JSON.parse(readFileSync(join(site.folder, file), 'utf8'));
    return ITEMS.flatMap(({ list, folder }) => {
      if (!Array.isArray(roadmap[list])) return [`${file} has no list \`${list}\``];
      return roadmap[list].flatMap(({ id, url }) => {
        const route = `${folder}/${id}/`;
        const complaints = [];
        if (!existsSync(join(site.folder, root, route, 'index.html'))) complaints.push(`\`${id}\` has no page at ${root}${route}`);
        if (!String(url).replace(/index\.html$/, '').endsWith(route)) complaints.push(`\`${id}\` has the url ${url}, not …${route}`);
        return complaints;
      });
    });
  });
}

/**
 * The path below which a site is published, as its 404 page says it: by the absolute address of its
 * stylesheet, else of its shortest link. `/` where it says nothing.
 */
export function publishedUnder(site) {
  const html = site.pages.find(({ file }) => file === '404.html')?.html ?? '';
  const absolute = (tags) => [...html.matchAll(new RegExp(`<(?:${tags})\\b[^>]*\\shref="(?:https?://[^/"]+)?(/(?!/)[^"#?]*)"`, 'gi'))]
    .map(([, path]) => path)
    .sort((a, b) => a.length - b.length)[0];
  const address = absolute('base|link') ?? absolute('a') ?? '/';
  const file = site.files.find((each) => address.endsWith(`/${each}`)) ?? address.replace(/^.*\//, '');
  return address.slice(0, address.length - file.length);
}

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}
