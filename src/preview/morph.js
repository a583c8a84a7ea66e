// ---------------------------------------------------------------- one document made into another

// The open document is changed as little as it takes to be the new one, so that what its reader did to it stays: where
// it is scrolled, what is open, selected or typed. A node stays where it can be told that it is the same.

const OWN = 'roadmapgen-preview';

/** Makes the open document the new one. `next` is no longer to be used afterwards. */
function morphDocument(next) {
  const focused = document.activeElement;
  const places = [...scrolled].filter(([element]) => element.isConnected);
  sameAttributes(document.documentElement, next.documentElement);
  morphChildren(document.head, next.head);
  sameAttributes(document.body, next.body);
  morphChildren(document.body, next.body);
  scrolled.clear();
  for (const [element, [left, top]] of places) {
    if (!element.isConnected) continue;
    scrolled.set(element, [left, top]);
    // What was taken out and put back begins at its start again; all else has kept its place.
    if (element.scrollLeft === 0 && element.scrollTop === 0) element.scrollTo({ left, top, behavior: 'instant' });
  }
  if (document.activeElement !== focused) {
    const again = focused.isConnected ? focused : focused.id && document.getElementById(focused.id);
    if (again) again.focus({ preventScroll: true });
  }
}

/** Which elements the reader has scrolled, and to where: asking all of them would lay out the whole page. */
const scrolled = new Map();
document.addEventListener('scroll', ({ target }) => {
  if (target !== document) scrolled.set(target, [target.scrollLeft, target.scrollTop]);
}, { capture: true, passive: true });

function morph(live, next) {
  if (live.nodeType !== Node.ELEMENT_NODE) {
    sameText(live, next);
  } else if (live.localName === OWN) {
    morphOwn(live, next);
  } else if (!live.isEqualNode(next)) {
    sameAttributes(live, next);
    if (live.localName === 'template') live.innerHTML = trusted(next.innerHTML);
    else morphChildren(live, next);
  }
}

/** The bar's shadow root lies as a template in a document that was not loaded but parsed. What the script noted stays. */
function morphOwn(live, next) {
  live.dataset.edition = next.dataset.edition;
  live.dataset.files = next.dataset.files;
  const content = next.querySelector('template')?.content;
  if (content) morphChildren(live.shadowRoot, content);
}

function morphChildren(live, next) {
  const partners = pair([...live.childNodes], [...next.childNodes]);
  const stay = new Set(partners.values());
  for (const child of [...live.childNodes]) if (!stay.has(child)) child.remove();
  let cursor = live.firstChild;
  for (const child of [...next.childNodes]) {
    const partner = partners.get(child);
    if (!partner) {
      live.insertBefore(document.importNode(child, true), cursor);
      continue;
    }
    if (partner === cursor) cursor = cursor.nextSibling;
    // Where the browser can, what is moved keeps its focus and its place.
    else if (live.moveBefore) live.moveBefore(partner, cursor);
    else live.insertBefore(partner, cursor);
    morph(partner, child);
  }
}

/** Which live node each new one is: by what names it, else by being equal, else by the order among its kind. */
function pair(live, next) {
  const partners = new Map();
  const named = queues(live, (node) => nameOf(node));
  const taken = new Set();
  const match = (node, partner) => {
    partners.set(node, partner);
    taken.add(partner);
  };
  for (const node of next) {
    const name = nameOf(node);
    const partner = name && named.get(name)?.shift();
    if (partner) match(node, partner);
  }
  let rest = live.filter((node) => !taken.has(node));
  let open = next.filter((node) => !partners.has(node));
  // Equal ones at both ends: what is between them is what was changed, put in or taken out.
  while (rest.length && open.length && rest[0].isEqualNode(open[0])) match(open.shift(), rest.shift());
  while (rest.length && open.length && rest.at(-1).isEqualNode(open.at(-1))) match(open.pop(), rest.pop());
  const kinds = queues(rest, kindOf);
  for (const node of open) {
    const partner = kinds.get(kindOf(node))?.shift();
    if (partner) match(node, partner);
  }
  return partners;
}

function queues(nodes, keyOf) {
  const found = new Map();
  for (const node of nodes) {
    const key = keyOf(node);
    if (!key) continue;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(node);
  }
  return found;
}

/** What may become one another. Not links to files: halfway between two, they would load what is neither. */
function kindOf(node) {
  return ['link', 'script'].includes(node.localName) ? null : node.nodeName;
}

/** What tells an element from its siblings, however its content changes; nothing for most. */
function nameOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return null;
  const kind = node.localName;
  const attribute = (name) => node.getAttribute(name);
  const name = attribute('id') || (() => {
    switch (kind) {
      case 'li': case 'tr': case 'article': return node.querySelector('a[href]')?.getAttribute('href');
      case 'section': return node.querySelector('h1, h2, h3, h4, h5, h6')?.textContent;
      case 'details': return node.querySelector('summary')?.textContent;
      case 'link': return `${attribute('rel')} ${written(node, 'href')}`;
      case 'script': return attribute('src');
      case 'meta': return attribute('name') ?? attribute('property') ?? attribute('http-equiv');
      default: return null;
    }
  })();
  return name ? `${kind} ${name}` : null;
}

function sameAttributes(live, next) {
  for (const { name } of [...live.attributes]) {
    if (!next.hasAttribute(name) && !isReaders(live, name)) live.removeAttribute(name);
  }
  for (const attribute of next.attributes) {
    const { name, value, namespaceURI } = attribute;
    if (written(live, name) === value || isReaders(live, name)) continue;
    if (namespaceURI) live.setAttributeNS(namespaceURI, name, value);
    // A name that only a parser makes, such as `@click`, can be set in no other way.
    else live.setAttributeNode(attribute.cloneNode());
  }
}

// ---------------------------------------------------------------- addresses that stand for others

// A file that is another by now under the same address is loaded again by an address that differs. To the page, and to
// what compares it with the next one, the attribute still says what was written.

/** By element, and then by attribute: what the page says, and what stands there for it. */
const standIns = new WeakMap();

/** Gives an attribute a value that stands for the page's own. */
function standIn(element, name, own, value) {
  if (element.getAttribute(name) === value) return;
  if (!standIns.has(element)) standIns.set(element, new Map());
  standIns.get(element).set(name, { own, value });
  element.setAttribute(name, value);
}

/** What the page says in an attribute. */
function written(element, name) {
  const value = element.getAttribute(name);
  const stands = standIns.get(element)?.get(name);
  return stands && stands.value === value ? stands.own : value;
}

/** Whether an element is one that the new document has, by all that the page says of it. */
function isWritten(live, next) {
  if (!standIns.has(live)) return live.isEqualNode(next);
  const copy = live.cloneNode();
  for (const name of standIns.get(live).keys()) copy.setAttribute(name, written(live, name));
  return copy.isEqualNode(next);
}

/** Whether an attribute says what the reader did, and not what the page is. */
function isReaders(element, name) {
  return name === 'open' && (element.localName === 'details' || element.localName === 'dialog');
}

/** Only the part that differs is changed, so that a selection in the rest stays. */
function sameText(live, next) {
  const [old, text] = [live.data, next.data];
  if (old === text) return;
  const most = Math.min(old.length, text.length);
  let start = 0;
  while (start < most && old[start] === text[start]) start += 1;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === text.at(-1 - end)) end += 1;
  live.replaceData(start, old.length - start - end, text.slice(start, text.length - end));
}

// Where a page's policy asks for it, texts become documents under this name only.
const policy = globalThis.trustedTypes?.createPolicy(OWN, { createHTML: (html) => html });
const trusted = (html) => (policy ? policy.createHTML(html) : html);

/** A page as it was sent, without anything of it being run or loaded. */
function parse(html) {
  const page = new DOMParser().parseFromString(trusted(html), 'text/html');
  // There, what is for readers without script is parsed; here, it is a text.
  for (const element of page.querySelectorAll('noscript')) element.textContent = element.innerHTML;
  return page;
}
