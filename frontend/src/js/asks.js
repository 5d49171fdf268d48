// In the list of an organiser's questions one is dragged to another place; the buttons beside it do the same.
export function dragQuestions() {
  const form = document.querySelector("form[data-place-asked]");
  if (!form) return;
  const lists = [...document.querySelectorAll("ol[data-asks]")];
  let dragged = null;
  for (const line of document.querySelectorAll("li[data-ask]")) {
    line.draggable = true;
    line.addEventListener("dragstart", (event) => {
      dragged = line;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", line.dataset.ask);
    });
    line.addEventListener("dragend", () => {
      const moved = dragged;
      dragged = null;
      if (moved) send(form, moved);
    });
  }
  for (const list of lists) {
    list.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      const over = event.target.closest("li[data-ask]");
      if (!over || over === dragged) return;
      const box = over.getBoundingClientRect();
      over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
    });
    list.addEventListener("drop", (event) => event.preventDefault());
  }
  const begun = new Map([...document.querySelectorAll("li[data-ask]")].map((line) => [line, line.nextElementSibling]));

  function send(form, line) {
    if (begun.get(line) === line.nextElementSibling && begun.has(line) && line.previousElementSibling !== null) {
      const before = line.previousElementSibling;
      if (begun.get(before) === line) return; // back where it was
    }
    form.elements.question_id.value = line.dataset.ask;
    form.elements.section_id.value = line.closest("ol").dataset.asks;
    form.elements.before_id.value = line.nextElementSibling?.dataset.ask ?? "";
    form.submit();
  }
}
