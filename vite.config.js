// Builds the pages' own styles and scripts into the git-ignored static folder.
// Names are plain here: Django's static storage gives each file its hash when it collects them.
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";

const assets = resolve(import.meta.dirname, "isee/web/assets");

// Every script stands alone and is loaded by the pages that name it.
const scripts = readdirSync(resolve(assets, "scripts")).filter((name) => name.endsWith(".ts"));

export default defineConfig({
  root: assets,
  base: "./",
  publicDir: resolve(assets, "images"),
  build: {
    outDir: resolve(import.meta.dirname, "isee/web/static/isee"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2020",
    rolldownOptions: {
      input: Object.fromEntries(scripts.map((name) => [name.replace(/\.ts$/, ""), resolve(assets, "scripts", name)])),
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
  css: {
    preprocessorOptions: {
      // Bootstrap 5.3 still uses Sass functions that Sass now calls old; its own notes say to silence them.
      scss: {
        quietDeps: true,
        silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
      },
    },
  },
});
