// A page that holds itself: the program that runs, and files → one HTML file that shows them, without a host or a network.
//
//     default export: contain(files, view) → a promise of a Blob
//       files  the File objects to open, at most 50 MB together
//       view   what stands after `#` in the address of what is shown
//
// It is fetched when somebody asks for such a file, and no part of a first visit. What it is made of are the files of this
// build: the page's program and the worker that reads everything, each packed with gzip and written in base64.
//
// Opened from disk a page may neither import modules nor fetch files, but has what it holds:
// 1. The page's glue and `start` below are one inline script; style and script are allowed by their hashes.
// 2. What is packed stands in data blocks, which no browser runs. `start` unpacks it into blobs.
// 3. The program finds their addresses where it finds those of its files otherwise: in the metas. The worker's script is a
//    classic one, since a worker from a blob may not be a module there.
// 4. The files come to the program as those come that the operating system asks to open, the view by the address.

const MOST_BYTES = 50e6;

// Runs in the file that was made. Nothing around it is there: it is written down as text.
async function start(init) {
  const part = (id) => document.getElementById(id);
  const unpack = async (id, type) => {
    const packed = await fetch(`data:application/octet-stream;base64,${part(id).textContent}`);
    part(id).remove();
    const plain = packed.body.pipeThrough(new DecompressionStream('gzip'));
    return new Blob([await new Response(plain).arrayBuffer()], { type });
  };
  const page = document.documentElement.dataset;
  const goscope = {
    build: page.build,
    launches: [],
    onlaunch: null,
    offline: true,
    offlineError: null,
    update: false,
    takeUpdate: () => false,
  };
  window.goscope = goscope;
  try {
    for (const [name, type] of [['texts', 'text/javascript'], ['texts-wasm', 'application/wasm']]) {
      const address = URL.createObjectURL(await unpack(name, type));
      for (const meta of document.querySelectorAll(`meta[data-part=${name}]`)) meta.content = address;
    }
    const files = [];
    for (const block of document.querySelectorAll('script[data-name]')) {
      const { name, modified } = block.dataset;
      files.push(new File([await unpack(block.id)], name, { lastModified: Number(modified) }));
    }
    goscope.launches.push({ files, errors: [] });
    if (location.hash.length < 2 && page.view) history.replaceState(null, '', `#${page.view}`);
    await init({ module_or_path: await (await unpack('app')).arrayBuffer() });
  } catch (error) {
    const line = document.querySelector('#loading [role=status]');
    if (line) {
      line.className = 'loading-line loading-failed';
      line.textContent = `goscope could not start: ${error.message}. It needs a browser of 2023 or later with WebAssembly.`;
    }
    throw error;
  }
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

async function answer(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`missing file: ${address}, status ${answer.status}`);
  return answer;
}

const textOf = async (address) => (await answer(address)).text();
const blobOf = async (address) => (await answer(address)).blob();

function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

async function packed(blob) {
  const stream = blob.stream().pipeThrough(new CompressionStream('gzip'));
  return base64(await new Response(stream).blob());
}

async function hash(text) {
  const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `'sha256-${await base64(new Blob([sum]))}'`;
}

export default async function contain(files, view) {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (size > MOST_BYTES) {
    throw new Error(`${(size / 1e6).toFixed(1)} MB are too much for a page that holds them, which takes at most 50 MB`);
  }
  const find = (selector, name) => document.querySelector(selector)[name];
  const meta = (name) => find(`meta[name="${name}"]`, 'content');
  const [glue, style, icon] = await Promise.all([
    textOf(find('link[rel=modulepreload]', 'href')),
    textOf(find('link[rel=stylesheet]', 'href')),
    blobOf(find('link[rel=icon]', 'href')),
  ]);
  const init = /([\w$]+) as default/.exec(glue)?.[1];
  if (!init || /<\/script|<!--/i.test(glue) || /<\/style/i.test(style)) throw new Error('the program cannot be written into a page');
  const script = `${glue}\n(${start})(${init});\n`;
  const picture = `data:image/svg+xml;base64,${await base64(icon)}`;
  const policy = [
    "default-src 'none'",
    `script-src ${await hash(script)} 'wasm-unsafe-eval'`,
    `style-src ${await hash(style)}`,
    'worker-src blob:',
    'connect-src blob: data:',
    'img-src blob: data:',
    "base-uri 'none'",
    "form-action 'none'",
  ];
  const block = (id, content, more = '') => `<script type="application/octet-stream" id="${id}"${more}>${content}</script>\n`;
  const parts = [
    `<!doctype html>\n<html lang="en" data-build="${escaped(meta('build'))}" data-view="${escaped(view)}">\n<head>\n`,
    `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n',
    `<title>${escaped(files.map((file) => file.name).join(', '))} · goscope</title>\n`,
    '<meta name="worker" data-part="texts" content="">\n<meta name="worker-wasm" data-part="texts-wasm" content="">\n',
    '<meta name="texts" data-part="texts" content="">\n<meta name="texts-wasm" data-part="texts-wasm" content="">\n',
    `<meta name="build" content="${escaped(meta('build'))}">\n<link rel="icon" href="${picture}" type="image/svg+xml">\n`,
    `<style>${style}</style>\n</head>\n<body>\n<main id="loading" class="loading">\n`,
    `<img class="loading-mark" src="${picture}" alt="" width="64" height="64">\n<h1 class="loading-name">goscope</h1>\n`,
    '<p class="loading-line" role="status">Reads what it holds. Nothing leaves this computer.</p>\n</main>\n',
    block('app', await packed(await blobOf(find('link[rel=preload][as=fetch]', 'href')))),
    block('texts', await packed(await blobOf(meta('texts')))),
    block('texts-wasm', await packed(await blobOf(meta('texts-wasm')))),
  ];
  for (const [at, file] of files.entries()) {
    parts.push(block(`file-${at}`, await packed(file), ` data-name="${escaped(file.name)}" data-modified="${file.lastModified}"`));
  }
  parts.push(`<script type="module">${script}</script>\n</body>\n</html>\n`);
  return new Blob(parts, { type: 'text/html' });
}
