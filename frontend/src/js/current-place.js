// Navigation that scrolls sideways on a phone shows where one is. Only the strip is moved, never the page.
export function showCurrentPlace() {
  for (const strip of document.querySelectorAll(".life, .tabs")) {
    const here = strip.querySelector("[aria-current]");
    if (!here || strip.scrollWidth <= strip.clientWidth) continue;
    const [item, view] = [here.getBoundingClientRect(), strip.getBoundingClientRect()];
    strip.scrollLeft += item.left - view.left - (view.width - item.width) / 2;
  }
}
