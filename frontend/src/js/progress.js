// Follows something that is worked out elsewhere: asks for the page again, shows how far it is, and opens the page
// anew when that is over. Without it there is a link to look again.
const PAUSE = 1_500;

export function followProgress() {
  const shown = document.querySelector("[data-progress]");
  if (!shown) return;
  shown.querySelector("[data-progress-look]")?.remove();
  setTimeout(() => look(shown), PAUSE);
}

async function look(shown) {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-progress] [data-progress-part]");
    if (answer.ok && !now) return location.reload();
    const before = shown.querySelector("[data-progress-part]");
    // What has not changed is left alone: a screen reader would say it again.
    if (now && before.innerHTML !== now.innerHTML) replaceWhatChanged(before, now);
  } catch {
    // The line is away: it is asked again in a moment.
  }
  setTimeout(() => look(shown), PAUSE);
}

function replaceWhatChanged(before, now) {
  before.querySelector("progress").value = now.querySelector("progress").value;
  const [said, says] = [before, now].map((part) => part.querySelector("[role=status]"));
  if (said.textContent !== says.textContent) said.textContent = says.textContent;
}
