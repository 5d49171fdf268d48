// After a form came back with problems, a reader who does not see the page must hear of them first.
export function focusErrorSummary() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const target = event.target.closest("a[href^='#']");
    const field = target && document.getElementById(decodeURIComponent(target.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    (field.closest(".field, fieldset, .choice") ?? field).scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}
