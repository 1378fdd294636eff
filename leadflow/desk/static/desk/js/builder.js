// The rows of a form in the making are moved by arrows or dragged; without this the arrows ask the server.
function changed(row) {
  row.closest("form")?.dispatchEvent(new Event("change", { bubbles: true }));
}

function moved(row, way) {
  const list = row.parentElement;
  const form = row.closest("form");
  if (way === "drop") {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    next?.querySelector("[data-move=drop]")?.focus();
    return form?.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const other = way === "up" ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return undefined;
  list.insertBefore(way === "up" ? row : other, way === "up" ? other : row);
  row.querySelector(`[data-move=${way}]`)?.focus();
  return changed(row);
}

function onClick(event) {
  const button = event.target.closest("[data-builder] [data-move]");
  if (!button) return;
  event.preventDefault();
  moved(button.closest("[data-row]"), button.dataset.move);
}

function onGrip(event) {
  const row = event.target.closest("[data-builder] [data-grip]")?.closest("[data-row]");
  if (!row) return;
  event.preventDefault();
  row.classList.add("dragged");
  const list = row.parentElement;
  const follow = (move) => {
    const over = document.elementFromPoint(move.clientX, move.clientY)?.closest("[data-row]");
    if (!over || over === row || over.parentElement !== list) return;
    const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
    list.insertBefore(row, move.clientY < middle ? over : over.nextElementSibling);
  };
  const drop = () => {
    document.removeEventListener("pointermove", follow);
    row.classList.remove("dragged");
    changed(row);
  };
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", drop, { once: true });
}

export function wireBuilder(root) {
  root.addEventListener("click", onClick);
  root.addEventListener("pointerdown", onGrip);
}
