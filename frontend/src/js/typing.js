// Typed text is kept for this tab until it is sent, so that a reload or a dead line loses nothing.
//
// A form takes part with data-keep="<a name that is its own>". Passwords, files and hidden fields never do. What
// is kept is forgotten when the form was sent and the page that answers is not the same form with errors.

const PREFIX = "convene.typing.";

export function keepTyping() {
  const forms = [...document.querySelectorAll("form[data-keep]")];
  forgetWhatWasSent(forms);
  let unsaved = false;
  let leaving = false;

  for (const form of forms) {
    const initial = serialise(form);
    // A form that came back with errors already holds what was typed.
    if (!document.querySelector("[data-error-summary]")) restore(form);
    unsaved ||= serialise(form) !== initial;
    form.addEventListener("input", () => {
      const now = serialise(form);
      unsaved = now !== initial;
      store(PREFIX + form.dataset.keep, unsaved ? now : null);
    });
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      leaving = true;
      // A button that sends it elsewhere does something else on the way: what is typed is not saved by it.
      if (event.submitter?.hasAttribute("formaction")) return;
      store(`${PREFIX}sent`, form.dataset.keep);
    });
  }

  // Another form of the page was sent: what is typed in this one is kept, so there is nothing to warn of.
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved && !leaving) event.preventDefault();
  });
}

function forgetWhatWasSent(forms) {
  const sent = read(`${PREFIX}sent`);
  if (!sent) return;
  const cameBack = document.querySelector("[data-error-summary]") && forms.some((form) => form.dataset.keep === sent);
  if (!cameBack) store(PREFIX + sent, null);
  store(`${PREFIX}sent`, null);
}

const kept = (field) => field.name && !["password", "hidden", "file", "submit", "button"].includes(field.type);

function serialise(form) {
  const values = [...form.elements].filter(kept).map((field) => {
    if (field.type === "checkbox" || field.type === "radio") return [field.name, field.value, field.checked];
    if (field.type === "select-multiple") return [field.name, "", [...field.selectedOptions].map((option) => option.value)];
    return [field.name, "", field.value];
  });
  return JSON.stringify(values);
}

function restore(form) {
  let values;
  try {
    values = JSON.parse(read(PREFIX + form.dataset.keep) ?? "[]");
  } catch {
    return;
  }
  const fields = [...form.elements].filter(kept);
  // A form that has changed since is left alone: an answer must not slip to another question.
  if (values.length !== fields.length || fields.some((field, index) => field.name !== values[index][0])) return;
  fields.forEach((field, index) => {
    const value = values[index][2];
    if (field.type === "checkbox" || field.type === "radio") field.checked = value;
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
  });
}

// Storage may be refused (private windows, full disk): then there is simply no restoring.
function read(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    /* see read */
  }
}
