// A link from the overview leads to one question of a long form: who follows it can answer at once.
export function focusAskedField() {
  const field = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!field || !field.matches("input, select, textarea") || document.querySelector("[data-error-summary]")) return;
  (field.closest(".field, fieldset, .choice") ?? field).scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
}
