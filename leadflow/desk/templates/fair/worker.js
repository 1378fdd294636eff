{% autoescape off %}// Keeps the page for the booth and what it needs, so that it opens without a network.
const NAME = "leadflow-fair-{{ version }}";
const PAGE = "{{ page }}";
const SHELL = {{ shell }};
const PATIENCE = 4000;

const fits = (answer) => answer.ok && !answer.redirected;

async function keep(request, answer) {
  if (!fits(answer)) return;
  const cache = await caches.open(NAME);
  await cache.put(request, answer.clone());
}

async function install() {
  await Promise.all([PAGE, ...SHELL].map(async (url) => keep(url, await fetch(url, { cache: "reload" }))));
  await self.skipWaiting();
}

async function activate() {
  const former = (await caches.keys()).filter((name) => name.startsWith("leadflow-fair-") && name !== NAME);
  await Promise.all(former.map((name) => caches.delete(name)));
  await self.clients.claim();
}

// The page comes fresh while there is a network that answers in time; else as it was.
async function page(request) {
  const kept = await caches.match(PAGE);
  const asked = fetch(request).then(async (answer) => {
    await keep(PAGE, answer);
    return answer;
  });
  if (!kept) return asked;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([asked.catch(() => kept), late]);
}

async function file(request) {
  const kept = await caches.match(request);
  const asked = fetch(request).then(async (answer) => {
    await keep(request, answer);
    return answer;
  });
  if (!kept) return asked;
  asked.catch(() => undefined);
  return kept;
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page(request));
  else if (SHELL.includes(url.pathname)) event.respondWith(file(request));
});
{% endautoescape %}
