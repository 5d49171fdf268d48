// A star is given without leaving the page. Where that does not work, the form is sent as it would be without this.
import { word } from "./words.js";

// One after the other: the first star brings the cookie that the second must send.
let sent = Promise.resolve();

export function starInPlace() {
  // On "My agenda" a star that is taken away takes its session along: there the page comes anew.
  const forms = document.querySelectorAll("form[data-stars]:not([data-stars=anew])");
  if (!forms.length) return;
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);
  for (const form of forms)
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!button?.classList.contains("star")) return;
      event.preventDefault();
      sent = sent.then(() => press(form, button, status));
    });
}

async function press(form, button, status) {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams([[button.name, button.value]]),
    });
    if (!answer.ok) throw new Error(answer.status);
    const { starred } = await answer.json();
    button.name = starred ? "unstar" : "star";
    button.setAttribute("aria-pressed", String(starred));
    // What is starred is named where its time is folded, too.
    for (const named of document.querySelectorAll(`[data-mine="${button.value}"]`)) named.hidden = !starred;
    status.textContent = word(starred ? "starred" : "unstarred");
  } catch {
    // The page that answers says what is the matter.
    const said = document.createElement("input");
    Object.assign(said, { type: "hidden", name: button.name, value: button.value });
    form.append(said);
    form.submit();
  }
}
