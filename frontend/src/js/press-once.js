// A second press on a slow line sends nothing twice, and the reader is told that something happens. The button is
// not disabled: a disabled one loses the focus, and its own name and value in the form.
import { word } from "./words.js";

// After this long the line is taken for dead, or the answer was a download: the reader may press again.
const PATIENCE = 15_000;
const pressed = new Map();

export function pressOnce() {
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (pressed.has(form)) {
      event.preventDefault();
      return;
    }
    const button = event.submitter?.tagName === "BUTTON" ? event.submitter : null;
    pressed.set(form, { button, content: [...(button?.childNodes ?? [])] });
    button?.setAttribute("aria-disabled", "true");
    button?.replaceChildren(word("working"));
    status.textContent = word("working");
    setTimeout(() => release(form, status), PATIENCE);
  });

  // Back from the next page, the browser may show this one as it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of [...pressed.keys()]) release(form, status);
  });
}

function release(form, status) {
  const { button, content } = pressed.get(form) ?? {};
  pressed.delete(form);
  button?.removeAttribute("aria-disabled");
  button?.replaceChildren(...content);
  status.textContent = "";
}
