// A ranking is a list whose first lines have a place: moved by its buttons, or dragged. The selects below it are what
// is sent, and what is shown where this does not run.
import { word } from "./words.js";

export function rankInPlace() {
  for (const ranking of document.querySelectorAll("fieldset[data-ranking]")) start(ranking);
  // Those that a condition brings in later begin when they come.
  document.addEventListener("focusin", (event) => {
    const ranking = event.target.closest?.("fieldset[data-ranking]:not([data-ranks])");
    if (ranking) start(ranking, event.target);
  });
}

function start(ranking, focused = null) {
  if (ranking.dataset.ranks) return;
  ranking.dataset.ranks = "moved";
  const list = ranking.querySelector(".ranks");
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  ranking.append(status);
  let dragged = null;

  for (const line of list.children) {
    const label = line.querySelector("label").textContent;
    const select = line.querySelector("select");
    const buttons = ["up", "down"].map((way) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--small";
      button.dataset.way = way;
      button.append(word(way));
      const about = document.createElement("span");
      about.className = "visually-hidden";
      about.textContent = ` ${label}`;
      button.append(about);
      button.addEventListener("click", () => move(line, way === "up" ? -1 : 1));
      return button;
    });
    line.append(...buttons);
    line.draggable = true;
    select.addEventListener("change", (event) => {
      event.stopPropagation(); // said once, when all have their places
      choose(line);
    });
    line.addEventListener("dragstart", (event) => {
      dragged = line;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", label);
    });
    line.addEventListener("dragover", (event) => {
      if (!dragged || dragged === line) return;
      event.preventDefault();
      const box = line.getBoundingClientRect();
      line[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
    });
    line.addEventListener("drop", (event) => event.preventDefault());
    line.addEventListener("dragend", () => {
      const moved = dragged;
      dragged = null;
      if (moved) number(moved);
    });
  }
  if (focused) focused.focus();

  const places = Number(ranking.dataset.ranking);

  function move(line, step) {
    const lines = [...list.children];
    const there = lines[lines.indexOf(line) + step];
    if (!there) return;
    there[step < 0 ? "before" : "after"](line);
    number(line);
    line.querySelector(`[data-way="${step < 0 ? "up" : "down"}"]`).focus();
  }

  // Whoever moves one line has put all lines above it in order, too.
  function number(moved) {
    const lines = [...list.children];
    const last = Math.max(lines.indexOf(moved), lines.findLastIndex(hasPlace));
    write(lines, last);
    status.textContent = word("placed")
      .replace("{place}", String(lines.indexOf(moved) + 1))
      .replace("{all}", String(lines.length));
    ranking.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function write(lines, last) {
    lines.forEach((line, place) => {
      line.querySelector("select").value = place <= last && place < places ? String(place + 1) : "";
    });
  }

  // A place that is chosen from its list is taken, and the others make room; one that is given up leaves no gap.
  function choose(line) {
    const select = line.querySelector("select");
    const others = [...list.children].filter((each) => each !== line);
    const wanted = Number(select.value);
    if (wanted) {
      const there = others[wanted - 1];
      if (there) there.before(line);
      else list.append(line);
      number(line);
    } else {
      others.findLast(hasPlace)?.after(line);
      const lines = [...list.children];
      write(lines, lines.indexOf(line) - 1);
    }
    select.focus();
  }
}

const hasPlace = (line) => line.querySelector("select").value !== "";
