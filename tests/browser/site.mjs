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

/** Routes that every view has once, and what a page below them is called here by what stands behind the route. */
const SECTIONS = {
  timeline: (rest) => extent(rest) ?? (rest.length === 1 ? 'lens' : `lens-${extent(rest.slice(1)) ?? 'part'}`),
  board: () => 'lens',
  list: (rest) => (rest.length === 2 ? 'filter' : rest[0] === 'undated' ? 'undated' : extent(rest) ?? 'part'),
  updates: () => 'part',
  alignment: () => 'part',
  search: () => 'letter',
};

/** Which days a part of a timeline or a list shows: the route's one word is `all` or a year. */
function extent(rest) {
  if (rest.length !== 1) return undefined;
  return rest[0] === 'all' ? 'all' : /^-?\d{1,6}$/.test(rest[0]) ? 'year' : undefined;
}

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
  const part = Object.hasOwn(SECTIONS, parts[0]) ? SECTIONS[parts[0]] : undefined;
  if (part) return parts.length === 1 ? parts[0] : `${parts[0]}-${part(parts.slice(1))}`;
  return parts.length === 1 ? 'page' : 'other';
}

/** Whether a kind is that of another audience's view: made with the same templates as the site's root. */
export const ofAnotherView = (kind) => kind.startsWith('for-');

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
