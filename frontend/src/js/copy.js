// A button that copies what stands in a field. Where a browser does not let it, there is the field.
export function copyInPlace() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const word = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        field.focus();
        return;
      }
      button.textContent = button.dataset.wordCopied;
      setTimeout(() => (button.textContent = word), 4000);
    });
  }
}
