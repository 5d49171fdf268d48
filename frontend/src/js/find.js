// The search in the head of an event's pages: reached by Ctrl+K, and it lists what it finds while somebody types.
// Without this the form leads to a page that lists the same.
const PAUSE = 180;

export function findWhileTyping() {
  const form = document.querySelector("[data-find]");
  if (!form) return;
  const field = form.querySelector("input");
  const list = form.querySelector(".find__list");
  let timer = 0;
  let asked = null;

  const close = () => {
    list.hidden = true;
    list.replaceChildren();
  };

  const ask = async () => {
    asked?.abort();
    const words = field.value.trim();
    if (words.length < 2) return close();
    asked = new AbortController();
    try {
      const query = new URLSearchParams({ q: words, part: "list" });
      const answer = await fetch(`${form.action}?${query}`, { signal: asked.signal });
      if (!answer.ok || answer.redirected) return close();
      // A template holds what the server escaped; its scripts would not run, and the policy allows none.
      const made = document.createElement("template");
      made.innerHTML = await answer.text();
      list.replaceChildren(made.content);
      list.hidden = false;
    } catch {
      // The line is down, or a newer question was asked: Enter still leads to the page.
    }
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      field.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const links = [...list.querySelectorAll("a")];
      if (links.length === 0) return;
      event.preventDefault();
      const at = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      (at < 0 ? field : links[Math.min(at, links.length - 1)]).focus();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
}
