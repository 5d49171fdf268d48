// Lets people be dragged from group to group. Each of them has a page with the same move as a form, which is all there
// is without this, and on a phone.
export function dragPeople() {
  const board = document.querySelector("[data-group-board]");
  if (!board) return;
  let dragged = null;
  makeDraggable(board);
  new MutationObserver(() => makeDraggable(board)).observe(board, { childList: true, subtree: true });
  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-movable]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.person);
    dragged.classList.add("is-dragged");
  });
  board.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    for (const each of board.querySelectorAll(".is-over")) each.classList.remove("is-over");
    dragged = null;
  });
  board.addEventListener("dragover", (event) => {
    const over = landing(event.target, dragged);
    for (const each of board.querySelectorAll(".is-over")) if (each !== over) each.classList.remove("is-over");
    if (!over) return;
    event.preventDefault();
    over.classList.add("is-over");
  });
  board.addEventListener("drop", (event) => {
    const over = landing(event.target, dragged);
    if (!over || !dragged) return;
    event.preventDefault();
    move(board, dragged, over);
  });
}

function makeDraggable(board) {
  for (const each of board.querySelectorAll("[data-movable]:not([draggable])")) {
    each.draggable = true;
    each.querySelector("a").draggable = false; // the person is dragged, not the link to them
  }
}

// Where somebody would be dropped: a list of the same round that they are not in.
function landing(target, dragged) {
  const list = target.closest?.(".group-card")?.querySelector("[data-seats]");
  if (!list || !dragged || list.contains(dragged)) return null;
  return list.closest("[data-round]") === dragged.closest("[data-round]") ? list : null;
}

async function move(board, person, list) {
  const from = person.closest("[data-seats]").dataset.seats;
  const sent = new FormData();
  sent.set("csrf_token", board.querySelector("input[name=csrf_token]").value);
  sent.set("group", list.dataset.seats);
  sent.set("seen", from);
  sent.set("round", list.closest("[data-round]").dataset.round);
  const here = person.parentElement;
  const before = person.nextSibling;
  list.querySelector(".seat--nobody")?.remove();
  list.append(person); // seen at once; put back where the answer is no
  const said = document.querySelector("[data-follow-said]");
  try {
    const address = new URL(person.querySelector("a").href);
    const answer = await fetch(`${address.pathname}/move`, { method: "POST", body: sent, headers: { Accept: "application/json, text/html" } });
    if (answer.ok) return board.dispatchEvent(new CustomEvent("follow:now"));
    const words = answer.status === 409 ? (await answer.json()).error : list.closest("[data-group-board]").dataset.failed;
    tell(board, said, words);
  } catch {
    tell(board, said, board.dataset.failed);
  }
  here.insertBefore(person, before);
  board.dispatchEvent(new CustomEvent("follow:now"));
}

function tell(board, said, words) {
  let shown = board.querySelector("[data-refused]");
  if (!shown) {
    shown = document.createElement("p");
    shown.className = "notice";
    shown.dataset.refused = "";
    board.prepend(shown);
  }
  shown.textContent = words;
  said.textContent = words;
}
