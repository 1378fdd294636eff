// Tabs inside a page: the chosen part of [data-parts] is named in data-shown; CSS hides the others where room is short.
function choose(tab) {
  const parts = tab.closest("[data-parts]");
  parts.dataset.shown = tab.dataset.tab;
  for (const other of tab.parentElement.children) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
  }
  for (const part of parts.querySelectorAll("[data-part]")) part.toggleAttribute("data-on", part.dataset.part === tab.dataset.tab);
}

export function wireTabs(root) {
  for (const line of root.querySelectorAll(".tabs")) {
    const present = line.querySelector('[aria-current="page"]');
    if (!present) continue;
    const [here, there] = [line.getBoundingClientRect(), present.getBoundingClientRect()];
    if (there.right > here.right) line.scrollLeft += there.right - here.right + 24;
  }
  root.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (tab) choose(tab);
  });
  root.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("[data-tab]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tab || !step) return;
    const tabs = [...tab.parentElement.children];
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    next.focus();
    choose(next);
  });
}
