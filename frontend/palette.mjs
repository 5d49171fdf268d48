// The colours of Convene: one table, from which the build writes custom properties.
//
// Every value is computed, not chosen by eye: a role has one lightness in OKLCH for all hues, so that its
// contrast with the grounds is known beforehand. Change a lightness for all of them, never one value alone.
// Each pair is [light, dark].

const neutrals = {
  paper: ["#f6f7f5", "#0f1413"],
  surface: ["#ffffff", "#171d1b"],
  sunk: ["#ecefec", "#0b0f0e"],
  ink: ["#131817", "#edf1ef"],
  "ink-2": ["#414b49", "#bcc6c2"],
  "ink-3": ["#5b6663", "#98a4a0"],
  line: ["#d6dbd8", "#2e3835"],
  edge: ["#74807c", "#7b8783"],
  "on-solid": ["#ffffff", "#0f1413"],
  "on-deep": ["#ffffff", "#edf1ef"],
  "on-deep-2": ["#d6dbd8", "#bcc6c2"],
};

const states = {
  good: { solid: ["#146736", "#90cfa0"], ink: ["#005729", "#ace0b8"], wash: ["#e5f5e8", "#182d1e"], edge: ["#47935f", "#539f6a"] },
  warn: { solid: ["#794b01", "#e5b37a"], ink: ["#653e01", "#f2c99a"], wash: ["#fbeedf", "#342411"], edge: ["#aa732b", "#b77f39"] },
  bad: { solid: ["#a0171f", "#fea199"], ink: ["#8a0013", "#ffbfb8"], wash: ["#feebe9", "#411a18"], edge: ["#d24c49", "#e15955"] },
  info: { solid: ["#1c5991", "#8fc3f8"], ink: ["#054980", "#aed5ff"], wash: ["#e5f2ff", "#18293a"], edge: ["#4984bf", "#5590cc"] },
};

// A dye comes with a weave, so that a track can be told without seeing colour: `weave` runs down the side of a
// card, `across` along its top.
const edge = "var(--dye-edge)";
const bars = (angle, on, off) => `repeating-linear-gradient(${angle}, ${edge} 0 ${on}px, transparent ${on}px ${off}px)`;
const dots = `radial-gradient(circle at center, ${edge} 2.2px, transparent 2.7px) 0 0 / 7px 7px`;
const lattice = `${bars("45deg", 2, 4)}, ${bars("135deg", 2, 4)}`;

const dyes = {
  madder: {
    solid: ["#8e371b", "#f9a68c"], ink: ["#7c2707", "#ffc0ad"], wash: ["#ffebe5", "#3a1f17"], edge: ["#be6346", "#cc6f52"], deep: ["#601a01", "#491909"],
    weave: `linear-gradient(${edge}, ${edge})`, across: `linear-gradient(${edge}, ${edge})`,
  },
  indigo: {
    solid: ["#38509e", "#a2bcfe"], ink: ["#2a408d", "#bed0fe"], wash: ["#eaf0fe", "#1e273f"], edge: ["#5f7bce", "#6a88db"], deep: ["#1d2f6d", "#192652"],
    weave: bars("135deg", 3, 6), across: bars("135deg", 3, 6),
  },
  spruce: {
    solid: ["#0b6651", "#8dcdb8"], ink: ["#015543", "#aadecc"], wash: ["#e4f4ef", "#172d26"], edge: ["#43917a", "#509d86"], deep: ["#004032", "#033227"],
    weave: bars("180deg", 9, 13), across: bars("90deg", 12, 16),
  },
  plum: {
    solid: ["#773c7b", "#dfa7e2"], ink: ["#662c6b", "#eebff0"], wash: ["#faeafa", "#322033"], edge: ["#a465a7", "#b171b4"], deep: ["#4e1f52", "#3c1b3e"],
    weave: dots, across: dots,
  },
  saffron: {
    solid: ["#734f00", "#deb77b"], ink: ["#604101", "#eccc9b"], wash: ["#f9efdf", "#322511"], edge: ["#a2782d", "#af843a"], deep: ["#493000", "#3a2500"],
    weave: `linear-gradient(90deg, ${edge} 0 2px, transparent 2px 5px, ${edge} 5px 7px)`,
    across: `linear-gradient(${edge} 0 2px, transparent 2px 5px, ${edge} 5px 7px)`,
  },
  petrol: {
    solid: ["#046078", "#81cae3"], ink: ["#025064", "#a1dcf0"], wash: ["#e2f4fa", "#132b34"], edge: ["#2f8da9", "#3e99b5"], deep: ["#003c4c", "#00303d"],
    weave: bars("180deg", 2, 5), across: bars("90deg", 2, 5),
  },
  moss: {
    solid: ["#46611c", "#aec98e"], ink: ["#385107", "#c4daa9"], wash: ["#ecf3e4", "#222b18"], edge: ["#6f8c48", "#7a9854"], deep: ["#283d01", "#21300a"],
    weave: lattice, across: lattice,
  },
  slate: {
    solid: ["#4a5867", "#b2bfce"], ink: ["#3c4958", "#c7d2df"], wash: ["#edf1f4", "#24282d"], edge: ["#738292", "#7f8e9e"], deep: ["#2c3742", "#232b33"],
    weave: bars("180deg", 3, 9), across: bars("90deg", 3, 9),
  },
};

const plain = ([light]) => light;
const both = ([light, dark]) => `light-dark(${light}, ${dark})`;

function declarations(prefix, roles, value) {
  return Object.entries(roles)
    .map(([role, colour]) => `--${prefix}${role}: ${Array.isArray(colour) ? value(colour) : colour};`)
    .join(" ");
}

function colours(value) {
  const root = declarations("", neutrals, value) + Object.entries(states).map(([name, roles]) => declarations(`${name}-`, roles, value)).join("");
  const worn = Object.entries(dyes).map(([name, roles]) => `[data-dye="${name}"] { ${declarations("dye-", roles, value)} }`);
  return `:root { ${root} }\n${worn.join("\n")}`;
}

// Light values stand plainly for browsers that cannot choose; the others follow the reader's wish.
export function palette() {
  return `:root { color-scheme: light; }\n${colours(plain)}\n@supports (color: light-dark(#000, #fff)) {\n:root { color-scheme: light dark; }\n${colours(both)}\n}`;
}
