// Starts the page: an external script, because the page's policy forbids inline ones.
//
// It leaves `window.goscope` for the program:
//   build         the id of this build
//   launches      what the operating system asked to open before the program listened, oldest first:
//                 `{ files: File[], errors: string[] }` (an error is a sentence that names the file)
//   onlaunch      set it to take launches as they come; then empty `launches` (nothing can come between)
//   offline       true once this build is kept whole for use without a network
//   offlineError  why it could not be kept, or null
//   update        true while a newer build waits
//   contain(files, view)  promises a Blob: a page of its own with the program and these files (public/contain.js)
//   handles(act, …)  keeps handles of files and folders: `('put', handle, name)`, `('get', name)`, `('delete', name)`, `('clear')`
//   takeUpdate()  lets the newer build take over and reloads the page, once; false if none waits
// and dispatches on `window`: `goscope-offline` and `goscope-update` when those turn true (or offlineError is set),
// so whoever listens late reads the property first.

const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;
const tell = (name) => window.dispatchEvent(new CustomEvent(name));

const settled = (asked) =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

// Only IndexedDB holds handles.
async function handles(act, ...more) {
  const asked = indexedDB.open('goscope');
  asked.onupgradeneeded = () => asked.result.createObjectStore('handles');
  const base = await settled(asked);
  const answer = await settled(base.transaction('handles', 'readwrite').objectStore('handles')[act](...more));
  base.close();
  return answer;
}

const goscope = {
  build: meta('build'),
  launches: [],
  onlaunch: null,
  offline: false,
  offlineError: null,
  update: false,
  takeUpdate: () => false,
  handles,
  contain: async (files, view) => (await import(meta('contain'))).default(files, view),
};
window.goscope = goscope;

// Files opened from the file manager. The browser holds them until a consumer stands.
if ('launchQueue' in window) {
  window.launchQueue.setConsumer(async ({ files: handles }) => {
    const launch = { files: [], errors: [] };
    for (const handle of handles ?? []) {
      try {
        launch.files.push(await handle.getFile());
      } catch (error) {
        launch.errors.push(`${handle.name} could not be opened: ${error.message}`);
      }
    }
    if (launch.files.length + launch.errors.length === 0) return;
    if (goscope.onlaunch) goscope.onlaunch(launch);
    else goscope.launches.push(launch);
  });
}

// The offline worker asks which build each page runs before it drops an older build's files.
function answerBuild(event) {
  if (event.data?.type === 'BUILD') event.ports[0].postMessage(goscope.build);
}

// When the page has loaded what it loads at its start. In Chromium a request that reaches the older worker
// just as it ends revives it for half a minute, and the newer one waits for that: so it is not asked before.
const QUIET_AFTER_MS = 3000;

function watch(registration) {
  const waits = () => {
    const worker = registration.waiting;
    // Without an active worker this one is the first, not an update.
    if (!worker || !registration.active) return;
    goscope.update = true;
    goscope.takeUpdate = () => {
      const reload = () => worker.state === 'activated' && location.reload();
      worker.addEventListener('statechange', reload);
      // Another tab may have let it take over already.
      reload();
      const ask = () => worker.postMessage({ type: 'SKIP_WAITING' });
      setTimeout(ask, Math.max(0, QUIET_AFTER_MS - performance.now()));
      goscope.takeUpdate = () => false;
      return true;
    };
    tell('goscope-update');
  };
  waits();
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') waits();
      if (worker.state === 'redundant' && !registration.active) fail('its files did not arrive whole');
    });
  });
}

function fail(reason) {
  goscope.offlineError = reason;
  tell('goscope-offline');
}

async function keepOffline() {
  navigator.serviceWorker.addEventListener('message', answerBuild);
  navigator.serviceWorker.startMessages();
  const here = new URL('./', document.baseURI);
  try {
    const registration = await navigator.serviceWorker.register(new URL('sw.js', here), {
      scope: here.pathname,
      updateViaCache: 'none',
    });
    watch(registration);
  } catch (error) {
    fail(error.message);
    return;
  }
  await navigator.serviceWorker.ready;
  goscope.offline = true;
  tell('goscope-offline');
}

async function start() {
  const { default: init } = await import(document.querySelector('link[rel=modulepreload]').href);
  await init({ module_or_path: document.querySelector('link[rel=preload][as=fetch]').href });
}

// A build for development has no offline worker: it would serve yesterday's files.
const local = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
if (goscope.build !== 'dev' && 'serviceWorker' in navigator && (location.protocol === 'https:' || local)) keepOffline();

start().catch((error) => {
  const line = document.querySelector('#loading [role=status]');
  if (line) {
    line.className = 'loading-line loading-failed';
    line.textContent = `goscope could not start: ${error.message}. It needs a browser of 2023 or later with WebAssembly.`;
  }
  throw error;
});
