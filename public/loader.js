// The worker's loader: everything the page posts is kept until the program listens.
//
// 1. The first message is the compiled WebAssembly.Module itself, so that no worker compiles it again.
// 2. Later messages wait, in order, with what was transferred beside them; they are given to the program
//    when its `main` has run (it must have set its listener by then).
// 3. What goes wrong on the way is reported, so that the page's `worker.onerror` hears of it.
//
// Only static imports: a worker's port is opened as soon as its script has run, and a listener set after
// an `await` would miss what had been posted.
import init from './worker.js';

const waiting = [];

async function begin(module) {
  await init({ module_or_path: module });
  self.removeEventListener('message', receive);
  for (const event of waiting) self.dispatchEvent(event);
}

let begun = false;
function receive(event) {
  if (begun) {
    event.stopImmediatePropagation();
    waiting.push(event);
    return;
  }
  begun = true;
  begin(event.data).catch((error) => self.reportError(error));
}

self.addEventListener('message', receive);
