// Questions that are asked because of an earlier answer come and go as one answers. What is not asked stands in the
// page as a template, so that without this nothing is shown too much; then the page comes again with what is new.
// The same decision as `questionnaires/rules.py`: what is not asked counts as unanswered for whatever rests on it.
import { word } from "./words.js";

export function askWhatFollows() {
  for (const form of document.querySelectorAll("form[data-questions]")) {
    const status = document.createElement("p");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    form.after(status);
    let saying = 0;
    const look = () => {
      const changed = settle(form);
      if (!changed.length) return;
      // Typing into a field may bring something up and take it away again: only what stays is said.
      clearTimeout(saying);
      saying = setTimeout(() => {
        status.textContent = changed
          .map(([label, isAsked]) => word(isAsked ? "asked" : "unasked").replace("{question}", label))
          .join(" ");
      }, 300);
    };
    settle(form);
    form.addEventListener("input", look);
    form.addEventListener("change", look);
    // Back from another page, the browser fills in what was typed a moment later.
    window.addEventListener("pageshow", look);
  }
}

// One walk in the order of the page is enough: conditions look back only, and what a walk has put in place is met by it.
function settle(form) {
  const changed = [];
  let place = form.querySelector("template[data-place], [data-asked-if]");
  const seen = new Set();
  while (place) {
    seen.add(place);
    const isTemplate = place.matches("template");
    const asked = isTemplate ? (place.asks ?? place.content.firstElementChild) : place;
    const isAsked = holds(form, asked.dataset.askedIf);
    if (isAsked && isTemplate) {
      place.replaceWith(asked);
      seen.add(asked);
      changed.push([labelOf(asked), true]);
    } else if (!isAsked && !isTemplate) {
      // The element itself is kept, with what was typed into it.
      const template = document.createElement("template");
      template.dataset.place = "";
      template.asks = asked;
      place.replaceWith(template);
      seen.add(template);
      changed.push([labelOf(asked), false]);
    }
    place = [...form.querySelectorAll("template[data-place], [data-asked-if]")].find((each) => !seen.has(each));
  }
  // A heading with nothing below it says nothing.
  for (const section of form.querySelectorAll("section.questions")) section.hidden = !section.querySelector(":scope > .question");
  return changed.filter(([label]) => label);
}

const labelOf = (asked) => asked.dataset.label ?? asked.querySelector("h2, h3")?.textContent ?? "";

function holds(form, said) {
  if (!said) return true;
  const { joined, of } = JSON.parse(said);
  const each = (condition) => meets(condition, answerTo(form, condition.on));
  return joined === "all" ? of.every(each) : of.some(each);
}

function meets({ test, options, number }, values) {
  const isChosen = values.some((value) => options.includes(value));
  const typed = values.length && /^[+-]?\d+$/.test(values[0].trim()) ? Number(values[0]) : NaN;
  switch (test) {
    case "is any of":
      return isChosen;
    case "is none of":
      return values.length > 0 && !isChosen;
    case "is yes":
      return values[0] === "yes" || values[0] === "y";
    case "is no":
      return values[0] === "no" || values[0] === "n";
    case "is at least":
      return typed >= number;
    case "is at most":
      return typed <= number;
    default:
      return values.length > 0;
  }
}

// What is answered, as a list; a box that is not ticked says "n", as a consent that is not given is an answer.
function answerTo(form, name) {
  const controls = [...form.elements].filter((each) => each.name === name || each.name.startsWith(`${name}-`));
  const isOneBox = controls.length === 1 && controls[0].type === "checkbox" && controls[0].value === "y";
  if (isOneBox) return [controls[0].checked ? "y" : "n"];
  return controls
    .filter((each) => !["checkbox", "radio"].includes(each.type) || each.checked)
    .map((each) => each.value)
    .filter((value) => value.trim() !== "");
}
