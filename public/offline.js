// The offline worker (served as `sw.js`): keeps one build whole, and lets nothing else through.
//
// - A build is installed whole or not at all: every file must have the SHA-256 that the build wrote below.
// - A page is answered from the caches alone. Its own build's files stay there after a newer build has been
//   deployed without them, so an open page can still start a worker.
// - A newer build waits until no page of the older one lives, or until a page asks for it.
// - What is not a file of a build is refused: another origin, another method, an address nobody listed.
// - Other programs may live on the same origin, even below this folder: their caches are not touched and
//   their pages are not answered.

const BUILD = '@BUILD@';

// [address relative to this script, SHA-256 in base64, whether the name holds a hash of the content]
const FILES = [/*@FILES@*/];

const SCOPE = new URL('./', self.location);
const OURS = `goscope:${SCOPE.pathname}:`;
const CACHE = OURS + BUILD;
const INDEX = SCOPE.href;

// How long a page may take to say which build it runs, in milliseconds. A page that stays silent is believed
// to need every build.
const ANSWER_WITHIN = 2000;

const ownCaches = async () => (await caches.keys()).filter((name) => name.startsWith(OURS));

const isIndex = (url) =>
  url.origin === SCOPE.origin && (url.pathname === SCOPE.pathname || url.pathname === `${SCOPE.pathname}index.html`);

self.addEventListener('install', (event) => event.waitUntil(install()));

async function install() {
  try {
    const cache = await caches.open(CACHE);
    await Promise.all(FILES.map((file) => keep(cache, file)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function keep(cache, [address, sha256, named]) {
  const url = new URL(address, SCOPE);
  const fetchAs = (mode) => fetch(url, { cache: mode, integrity: `sha256-${sha256}`, credentials: 'same-origin' });
  // The page has just loaded the files named by content: the browser's copy is as good as the server's,
  // and the hash is checked either way. Names that stay the same are always asked for anew.
  const answer = named ? await fetchAs('default').catch(() => fetchAs('reload')) : await fetchAs('reload');
  if (!answer.ok) throw new Error(`${address}: status ${answer.status}`);
  // A browser refuses to navigate to an answer that was redirected.
  await cache.put(url, answer.redirected ? new Response(answer.body, { headers: answer.headers }) : answer);
}

self.addEventListener('activate', (event) => event.waitUntil(activate()));

async function activate() {
  const others = (await ownCaches()).filter((name) => name !== CACHE);
  const builds = await livingBuilds();
  if (others.length === 0) {
    // The first visit: the page that registered us may be served at once, unless the host changed builds
    // between the page and this script.
    if (builds.every((build) => build === BUILD)) await self.clients.claim();
    return;
  }
  if (builds.includes(null)) return;
  const needed = new Set(builds.map((build) => OURS + build));
  await Promise.all(others.filter((name) => !needed.has(name)).map((name) => caches.delete(name)));
}

// The build of each living page of ours; null for one that does not say.
async function livingBuilds() {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return Promise.all(pages.filter((page) => isIndex(new URL(page.url))).map(buildOf));
}

function buildOf(page) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(() => resolve(null), ANSWER_WITHIN);
    page.postMessage({ type: 'BUILD' }, [port2]);
  });
}

self.addEventListener('message', ({ data }) => {
  if (data?.type === 'SKIP_WAITING') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.mode === 'navigate') {
    // Only our one page is ours to answer; anything else below this folder belongs to the host.
    if (isIndex(url) && request.method === 'GET') event.respondWith(index(request));
    return;
  }
  event.respondWith(file(event, url));
});

async function index(request) {
  const cache = await caches.open(CACHE);
  // The cache can be gone only if the browser was told to drop this site's data.
  return (await cache.match(INDEX)) ?? fetch(request);
}

async function file({ request, clientId }, url) {
  if (request.method === 'GET' && url.origin === SCOPE.origin) {
    const kept = await find(url.href);
    if (kept) return kept;
  }
  const page = clientId ? await self.clients.get(clientId) : undefined;
  const isNeighbour = page && !page.url.startsWith('blob:') && !isIndex(new URL(page.url));
  return isNeighbour ? fetch(request) : Response.error();
}

// Looks in this build first, then in the older ones: a page of theirs may still live.
async function find(address) {
  for (const name of [CACHE, ...(await ownCaches())]) {
    const cache = await caches.open(name);
    const kept = await cache.match(address);
    if (kept) return kept;
  }
  return undefined;
}
