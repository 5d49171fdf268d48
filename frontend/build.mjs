// Bundles src/ into ../static/dist: style sheets, scripts and fonts under names that carry a hash of their
// content, so that a browser may keep them for ever, each also compressed, and manifest.json, which the application
// reads to find them.

import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { agendaGrid } from "./agenda-grid.mjs";
import { palette } from "./palette.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "..", "static", "dist");

// `@import "written:palette"` in a style sheet is what a module of this folder writes.
const sheets = { palette, "agenda-grid": agendaGrid };
const written = {
  name: "written",
  setup(building) {
    building.onResolve({ filter: /^written:/ }, ({ path }) => ({ path: path.slice("written:".length), namespace: "written" }));
    building.onLoad({ filter: /.*/, namespace: "written" }, ({ path }) => ({ contents: sheets[path](), loader: "css" }));
  },
};

await rm(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/app.css", "src/agenda.css", "src/gallery.css", "src/app.js", "src/door.js", "src/code-reader.js", "src/grid.js", "src/grid.css", { in: "src/mark.svg", out: "mark" }].map((entry) =>
    typeof entry === "string" ? { in: entry, out: basename(entry).replace(/\.\w+$/, "") } : entry,
  ),
  outdir: dist,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome111", "firefox113", "safari16.4"],
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "copy" },
  plugins: [written],
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
for (const output of Object.keys(metafile.outputs)) {
  const file = relative(dist, join(here, output));
  manifest[file.replace(/-[A-Z0-9]{8}(?=\.\w+$)/, "")] = file;
}
// Compressed once, here, and as well as can be: the server picks what the browser takes.
for (const file of Object.values(manifest).filter((name) => /\.(css|js|svg)$/.test(name))) {
  const bytes = await readFile(join(dist, file));
  await writeFile(join(dist, `${file}.gz`), gzipSync(bytes, { level: 9 }));
  await writeFile(join(dist, `${file}.br`), brotliCompressSync(bytes));
}
const sorted = Object.fromEntries(Object.entries(manifest).sort());
await writeFile(join(dist, "manifest.json"), JSON.stringify(sorted, null, 2) + "\n");
console.log(`static/dist: ${Object.keys(sorted).length} files`);
