// The grid of an agenda as a finite set of classes, so that no page needs a style sheet of its own and the
// content security policy can forbid style attributes.
//
//   .agenda .columns-3   how many columns stand beside the times (rooms; a room with parallel sessions has several)
//   .at-14               the row in which a session or a time begins: row 1 holds the rooms, row 2 is the day's first five minutes
//   .for-17              how many rows of five minutes it lasts
//   .in-2                the first column it stands in, counted from 1; without it, it lies across all rooms
//   .over-2              how many columns it spans, if more than one
//
// The widths from which the grid is used are media queries: narrower, and when zoomed, the same markup is a list.
// More than twelve columns are never a grid: nothing would be left of the titles.

export const LAST_ROW = 340; // a day of 28 hours: what begins on the evening may end after the next midnight
const LAST_COLUMN = 12;

const wide = [
  { from: "60rem", columns: [1, 4] },
  { from: "80rem", columns: [5, 8] },
  { from: "100rem", columns: [9, LAST_COLUMN] },
];

const range = (first, last) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

function grid(first, last) {
  const agenda = `:is(${range(first, last).map((n) => `.columns-${n}`).join(", ")})`;
  const tight = first > 4;
  return `
${agenda} { display: grid; grid-template-columns: ${tight ? "3.25rem" : "4.75rem"} repeat(var(--columns), minmax(0, 1fr)); column-gap: ${tight ? ".375rem" : "var(--s-3)"}; grid-auto-rows: minmax(${tight ? ".5rem" : ".62rem"}, auto); align-items: stretch; }
${agenda} :is(.slots, .slot, .slot ul, .rooms, .fold, .fold > summary) { display: contents; }
${agenda} .fold::details-content { display: contents; content-visibility: visible; }
${agenda} :is(.fold__words, .fold__act) { display: none; }
${agenda} .rooms > li { grid-row: 1; grid-column: calc(var(--in) + 1) / span var(--over, 1); }
${agenda} .rooms > li:first-child { grid-column: 1; }
${agenda} .slot h3 { grid-column: 1 / -1; grid-row: var(--at); padding: .1rem 0 0; border-block-start: 1px solid var(--line); font-size: ${tight ? "var(--t-xs)" : "var(--t-s)"}; line-height: 1.2; pointer-events: none; }
${agenda} .session { z-index: 1; grid-row: var(--at) / span var(--for); grid-column: 2 / -1; margin: ${tight ? "2px" : "3px"} 0; padding-block: ${tight ? ".35rem" : "var(--s-2)"}; }
${agenda} .session[class*=" in-"] { grid-column: calc(var(--in) + 1) / span var(--over, 1); }
${agenda} .session[class*=" in-"] .session__room { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
${agenda} .session:is(.for-1, .for-2, .for-3, .for-4, .for-5, .for-6):not([class*=" in-"]) { display: flex; flex-wrap: wrap; align-items: center; align-content: center; gap: 0 var(--s-3); padding-block: .1rem; }
${agenda} .session:is(.for-1, .for-2, .for-3, .for-4, .for-5, .for-6):not([class*=" in-"]) .session__title { order: -1; }
${agenda} .session:is(.for-1, .for-2, .for-3, .for-4, .for-5, .for-6):not([class*=" in-"]) :is(.session__who, .session__foot) { margin: 0; }
${agenda} .now { grid-row: var(--at); grid-column: 1 / -1; align-self: start; block-size: 0; padding: 0; }${tight ? `
${agenda} .session { padding-inline: .85rem .35rem; }
${agenda} .session--rest { padding-inline: .5rem .35rem; }
${agenda} .session__title { font-size: var(--t-s); line-height: 1.2; hyphens: auto; }
${agenda} :is(.session__who, .session__meta) { font-size: var(--t-xs); line-height: 1.3; }
${agenda} .session[class*=" in-"] .session__format { display: none; }
${agenda} .rooms > li { font-size: var(--t-s); }` : ""}`;
}

export function agendaGrid() {
  const rows = range(1, LAST_ROW).map((n) => `.at-${n}{--at:${n}}.for-${n}{--for:${n}}`);
  const columns = range(1, LAST_COLUMN).map((n) => `.columns-${n}{--columns:${n}}.in-${n}{--in:${n}}.over-${n}{--over:${n}}`);
  const grids = wide.map(({ from, columns: [first, last] }) => `@media screen and (min-width: ${from}) {${grid(first, last)}\n}`);
  return `@layer components {\n${rows.join("")}\n${columns.join("")}\n${grids.join("\n")}\n}`;
}
