// The end of the worker's script: everything the page posts is kept until the program listens.
//
// 1. The first message is the compiled WebAssembly.Module itself, so that no worker compiles it again.
// 2. Later messages wait, in order, with what was transferred beside them; they are given to the program
//    when its `main` has run (it must have set its listener by then).
// 3. What goes wrong on the way is reported, so that the page's `worker.onerror` hears of it.
//
// The build appends this to the glue that wasm-bindgen writes, and puts the name of the glue's start function
// in the place of INIT. The whole is one file without imports, because the page fetches it once and starts each
// worker from a `blob:` of its text, a classic script, since a page opened from disk can have no other: such a worker inherits the page's policy, starts without a request, and
// so does in a page whose build is no longer on the host. (In Firefox, a `blob:` worker's imports would not
// even pass the offline worker.)
((init) => {
  const waiting = [];
  let begun = false;

  async function begin(module) {
    await init({ module_or_path: module });
    self.removeEventListener('message', receive);
    for (const event of waiting) self.dispatchEvent(event);
  }

  function receive(event) {
    if (begun) {
      event.stopImmediatePropagation();
      waiting.push(event);
      return;
    }
    begun = true;
    begin(event.data).catch((error) => self.reportError(error));
  }

  // Set while the script runs: the port is opened after that, and what was posted would be lost otherwise.
  self.addEventListener('message', receive);
})(INIT);
